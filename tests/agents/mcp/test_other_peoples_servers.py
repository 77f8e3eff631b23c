"""Other people's servers, started for real. `make mcp-servers` installs them into `.mcp`; without it these skip.

Their services are not reached: where a server's address can be set, a loopback stands in its place.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agents.mcp import OutsideTools, open_tools
from headgate.settings import Bounds, Mcp, OutsideServer, Settings
from headgate.source.snapshot import GitSnapshot, MemorySnapshot, Snapshot

HOME = Path(os.environ.get("HEADGATE_MCP_SERVERS", Path(__file__).parents[3] / ".mcp"))
NODE = HOME / "node_modules"
FILES = {"models/orders.sql": "select 1 as order_id\n", "jobs/load.py": "eval(input())\n"}
pytestmark = pytest.mark.mcp_servers


def installed(program: Path) -> str:
    if not program.exists():
        pytest.skip(f"{program.name} is not installed; `make mcp-servers` installs it")
    return str(program)


@contextmanager
def served(
    folder: Path, entry: dict[str, Any], snapshot: Snapshot, environment: dict[str, str] | None = None
) -> Iterator[OutsideTools]:
    file = folder / "servers.json"
    file.write_text(json.dumps({"mcpServers": {"it": entry}}))
    settings = Settings(mcp=Mcp(config=str(file), servers={"it": OutsideServer(timeout=120)}))
    with open_tools(settings, snapshot, environment or {}) as outside:
        yield outside


def ask(outside: OutsideTools, tool: str, **arguments: Any) -> str:
    return str(next(one for one in outside.tools if one.name == f"it__{tool}").invoke(arguments))


class Service(ThreadingHTTPServer):
    """A stand-in for a service: the same answer to all, and what it was asked."""

    def __init__(self, answer: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Service)
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.server.asked.append(f"{self.path} {body}")
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(self.server.answer.replace("HERE", self.server.address).encode())

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def service(answer: str) -> Iterator[Service]:
    with Service(answer) as stand_in:
        threading.Thread(target=stand_in.serve_forever, daemon=True).start()
        try:
            yield stand_in
        finally:
            stand_in.shutdown()


def test_filesystem_reads_the_snapshot_and_nothing_else(tmp_path: Path) -> None:
    program = installed(NODE / "@modelcontextprotocol/server-filesystem/dist/index.js")
    entry = {"command": "node", "args": [program, "${HEADGATE_SNAPSHOT}"]}
    with served(tmp_path, entry, MemorySnapshot(FILES)) as outside:
        assert "select 1 as order_id" in ask(outside, "read_text_file", path="models/orders.sql")
        listed = ask(outside, "list_directory", path=".")
        found = ask(outside, "search_files", path=".", pattern="**/*.sql")
        refused = ask(outside, "read_text_file", path="/etc/passwd")
    assert "[DIR] jobs" in listed
    assert "[DIR] models" in listed
    assert found.split("\n")[2] == "models/orders.sql", "a path of the repository, not of the copy"
    assert refused == "`path`: there is no '/etc/passwd' in what is reviewed."
    assert outside.gaps == []


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "models").mkdir(parents=True)
    (root / "models/orders.sql").write_text("select 1 as order_id\n")
    who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "init.defaultBranch=main"]
    for command in (["init"], ["add", "."], ["commit", "-m", "Orders at last"]):
        subprocess.run(["git", *who, *command], cwd=root, check=True, capture_output=True)
    return root


def test_git_tells_history_and_runs_nothing_of_the_repository(repository: Path, tmp_path: Path) -> None:
    entry = {"command": installed(HOME / "git/bin/mcp-server-git")}
    ran = tmp_path / "ran"
    hook = f"touch {ran}"
    for key in ("core.fsmonitor", "core.pager", "diff.external"):
        subprocess.run(["git", "config", key, hook], cwd=repository, check=True)
    with served(tmp_path, entry, GitSnapshot(repository, "HEAD", Bounds())) as outside:
        log = ask(outside, "git_log", max_count=1)
        shown = ask(outside, "git_show", revision="HEAD")
        branches = ask(outside, "git_branch", branch_type="local")
        refused = ask(outside, "git_show", revision="--output=/tmp/x")
    assert "Orders at last" in log
    assert "select 1 as order_id" in shown
    assert "main" in branches
    assert refused == "`revision` is one branch, tag or commit."
    assert not ran.exists()
    assert outside.gaps == []


def test_context7_asks_its_service_and_its_answer_is_quoted(tmp_path: Path) -> None:
    program = installed(NODE / ".bin/context7-mcp")
    with service("repartition(n) shuffles all rows.") as stand_in:
        entry = {"command": "node", "args": [program], "env": {"CONTEXT7_API_URL": stand_in.address}}
        with served(tmp_path, entry, MemorySnapshot(FILES)) as outside:
            said = ask(outside, "query-docs", libraryId="/apache/spark", query="what does repartition cost")
    assert "repartition(n) shuffles all rows." in said.split("\n")[2]
    assert any("what+does+repartition+cost" in asked for asked in stand_in.asked)


def test_firecrawl_asks_its_service_and_its_answer_is_quoted(tmp_path: Path) -> None:
    program = installed(NODE / ".bin/firecrawl-mcp")
    page = {"url": "https://example.com/", "title": "Skew", "description": "Salting"}
    with service(json.dumps({"success": True, "data": {"web": [page]}})) as stand_in:
        variables = {"FIRECRAWL_API_URL": stand_in.address, "FIRECRAWL_API_KEY": "fc-none"}
        entry = {"command": "node", "args": [program], "env": variables}
        with served(tmp_path, entry, MemorySnapshot(FILES)) as outside:
            said = ask(outside, "firecrawl_search", query="spark join skew", limit=2)
            refused = ask(outside, "firecrawl_scrape", url="http://169.254.169.254/latest")
    assert "Salting" in said
    assert any("spark join skew" in asked for asked in stand_in.asked)
    assert not any("169.254" in asked for asked in stand_in.asked)
    assert refused == "`url` is the https address of a public page."


def test_tavily_is_asked_as_far_as_its_service(tmp_path: Path) -> None:
    """Its address is fixed, so that without a key and a network it can only fail, and that is told."""
    program = installed(NODE / ".bin/tavily-mcp")
    entry = {"command": "node", "args": [program], "env": {"TAVILY_API_KEY": "tvly-none"}}
    with served(tmp_path, entry, MemorySnapshot(FILES)) as outside:
        said = ask(outside, "tavily_search", query="spark join skew")
    assert "which failed" in said
    assert [gap.why for gap in outside.gaps] == ["it answered with a failure"]


def test_semgrep_starts_beside_a_stand_in_for_its_service(tmp_path: Path) -> None:
    program = installed(HOME / "semgrep/bin/semgrep")
    answer = {"issuer": "HERE", "jwks_uri": "HERE/jwks", "introspection_endpoint": "HERE/introspect"}
    with service(json.dumps(answer)) as stand_in:
        variables = {"SEMGREP_URL": stand_in.address, "SEMGREP_API_URL": f"{stand_in.address}/api"}
        entry = {"command": program, "args": ["mcp"], "env": variables}
        with served(tmp_path, entry, MemorySnapshot(FILES)) as outside:
            languages = ask(outside, "get_supported_languages")
    assert "python" in languages
    assert "scala" in languages


def test_qdrant_without_its_embedding_model_is_a_line_in_coverage(tmp_path: Path) -> None:
    """It fetches a model when it starts; where it cannot, it ends."""
    program = installed(HOME / "qdrant/bin/mcp-server-qdrant")
    variables = {
        "QDRANT_LOCAL_PATH": str(tmp_path / "store"),
        "COLLECTION_NAME": "notes",
        "EMBEDDING_MODEL": "no-such/model",
    }
    entry = {"command": program, "env": variables}
    with served(tmp_path, entry, MemorySnapshot(FILES)) as outside:
        said = ask(outside, "qdrant-find", query="late orders")
    assert "gave no answer" in said
    assert len(outside.gaps) == 1
