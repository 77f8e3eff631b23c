"""mcp-server-git of the reference servers."""

from __future__ import annotations

from agents.mcp.known.model import Argument, Kind, KnownServer, KnownTool, Place

_HERE = {"repo_path": Place.REPOSITORY}
GIT = KnownServer(
    "git",
    ("mcp-server-git", "mcp_server_git", "mcp/git"),
    network=False,
    specialists=("lineage", "schema", "orchestration", "modeling"),
    tools=(
        KnownTool(
            ("git_log",),
            "The newest commits of this repository: who, when, what they say.",
            {"max_count": Argument(Kind.NUMBER, "how many commits", required=False, most=50)},
            _HERE,
        ),
        KnownTool(
            ("git_show",),
            "One commit of this repository with its change.",
            {"revision": Argument(Kind.REF, "a commit, branch or tag")},
            _HERE,
        ),
        KnownTool(
            ("git_branch",),
            "The branches of this repository.",
            {"branch_type": Argument(Kind.CHOICE, "which", choices=("local", "remote", "all"))},
            _HERE,
        ),
    ),
    never=("git_commit", "git_add", "git_reset", "git_checkout", "git_create_branch", "git_init", "git_stash"),
)
