"""Semgrep's own server (`semgrep mcp`). Rules come from Semgrep's registry, so it needs the network."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool

SEMGREP = KnownServer(
    "semgrep",
    ("semgrep", "semgrep-mcp"),
    network=True,
    specialists=("spark", "orchestration"),
    hosts=("mcp.semgrep.ai",),
    reads_files=True,
    tools=(
        KnownTool(
            ("semgrep_scan",),
            "What Semgrep's public rules find in some reviewed files.",
            {"files": Argument(Kind.FILES, "files of the reviewed repository", called="code_files")},
        ),
        KnownTool(("get_supported_languages",), "The languages that Semgrep reads."),
        KnownTool(("semgrep_rule_schema", "get_semgrep_rule_schema"), "How a Semgrep rule is written."),
    ),
    never=("semgrep_scan_with_custom_rule", "semgrep_scan_remote", "semgrep_scan_supply_chain"),
)
