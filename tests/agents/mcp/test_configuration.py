"""Who says which servers there are: the reviewer, and nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from agents.mcp import open_tools
from agents.tools.toolbox import toolbox
from agents.tools.workspace import Workspace
from headgate.errors import HeadgateError
from headgate.settings import Mcp, OutsideServer, Settings, load, parse
from headgate.source.snapshot import FolderSnapshot, MemorySnapshot
from tests.agents.mcp.shared import whys

if TYPE_CHECKING:
    from headgate.review_change import Analysis

NOTHING = MemorySnapshot({})


def names(file: Path, **servers: OutsideServer) -> list[str]:
    with open_tools(Settings(mcp=Mcp(config=str(file), servers=servers)), NOTHING, {}) as outside:
        return [tool.name for tool in outside.tools]


def written(folder: Path, servers: object) -> Path:
    file = folder / "servers.json"
    file.write_text(json.dumps({"mcpServers": servers}))
    return file


@pytest.mark.parametrize("path", [".mcp.json", ".cursor/mcp.json", ".vscode/mcp.json"])
def test_servers_that_the_reviewed_repository_names_are_told_and_never_started(path: str, tmp_path: Path) -> None:
    started = tmp_path / "started"
    hostile = {"mcpServers": {"it": {"command": "touch", "args": [str(started)]}}}
    with open_tools(Settings(), MemorySnapshot({path: json.dumps(hostile)})) as outside:
        assert outside.tools == ()
    assert [gap.path for gap in outside.gaps] == [path]
    assert not started.exists()


def test_settings_of_the_reviewed_repository_name_no_servers() -> None:
    text = '[mcp]\nconfig = "evil.json"\n'
    assert parse(text).of_repository().mcp == Mcp()
    with open_tools(Settings(), MemorySnapshot({"headgate.toml": text})) as outside:
        assert outside.tools == ()
    assert [gap.what for gap in outside.gaps] == ["its section mcp"]


def test_a_file_inside_what_is_reviewed_is_refused_though_named(tmp_path: Path) -> None:
    file = written(tmp_path, {})
    with (
        pytest.raises(HeadgateError, match="lies in what is reviewed"),
        open_tools(Settings(mcp=Mcp(config=str(file))), FolderSnapshot(tmp_path, Settings().bounds)),
    ):
        pass


def test_the_reviewers_own_settings_name_the_file_beside_them(tmp_path: Path) -> None:
    (tmp_path / "headgate.toml").write_text('[mcp]\nconfig = "servers.json"\n')
    assert load(tmp_path / "headgate.toml").mcp.config == str(tmp_path / "servers.json")


@pytest.mark.parametrize(
    ("servers", "sentence"),
    [
        ({"it": {}}, "mcpServers.it: give either `command` or `url`"),
        ({"it": {"command": "a", "url": "https://b"}}, "give either `command` or `url`"),
        ({"it": {"type": "sse", "url": "https://b"}}, "the SSE transport is not spoken"),
        ({"it": {"command": ["a"]}}, "mcpServers.it.command"),
        ({"a/b": {"command": "a"}}, "'a/b' is no name for a server"),
        ({"a b": {"command": "a"}, "a_b": {"command": "a"}}, "'a b' and 'a_b' are one name to a model"),
        ([], "mcpServers: Input should be"),
        ({str(number): {"command": "a"} for number in range(51)}, "51 servers; 50 is the most"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_a_sentence(servers: object, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(HeadgateError) as raised:
        names(written(tmp_path, servers))
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "[]", '{"servers": {}}'])
def test_a_file_of_another_form_is_said_in_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text(text)
    with pytest.raises(HeadgateError):
        names(tmp_path / "servers.json")


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(HeadgateError, match=r"Cannot read the MCP servers in .*: No such file"):
        names(tmp_path / "absent.json")


def test_settings_of_a_server_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadgateError, match=r"mcp\.servers\.other speaks of a server"):
        names(written(tmp_path, {"it": {"command": "a"}}), other=OutsideServer())


GIT = {"command": "uvx", "args": ["mcp-server-git@2025.1"]}


@pytest.mark.parametrize(
    ("entry", "tool"),
    [
        (GIT, "it__git_log"),
        ({"command": "/opt/venv/bin/mcp-server-git"}, "it__git_log"),
        ({"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "x"]}, "it__read_text_file"),
        ({"command": "node", "args": ["/a/node_modules/tavily-mcp/build/index.js"]}, "it__tavily_search"),
        ({"url": "https://mcp.context7.com/mcp"}, "it__query-docs"),
        ({"url": "https://sourcegraph.example.com/.api/mcp"}, "it__keyword_search"),
        ({"command": "semgrep", "args": ["mcp"]}, "it__semgrep_scan"),
        ({"command": "uvx", "args": ["mcp-server-qdrant"]}, "it__qdrant-find"),
        ({"command": "npx", "args": ["-y", "firecrawl-mcp@latest"]}, "it__firecrawl_scrape"),
    ],
)
def test_known_servers_are_known_by_the_program_or_address(entry: object, tool: str, tmp_path: Path) -> None:
    assert tool in names(written(tmp_path, {"it": entry}))


def test_a_name_makes_no_server_known(tmp_path: Path) -> None:
    assert names(written(tmp_path, {"git": {"command": "/tmp/evil"}})) == []


def test_a_disabled_server_is_not_there(tmp_path: Path) -> None:
    assert names(written(tmp_path, {"it": GIT | {"disabled": True}})) == []


def test_no_tool_of_a_known_server_writes(tmp_path: Path) -> None:
    offered = names(written(tmp_path, {"it": GIT}))
    assert offered == ["it__git_log", "it__git_show", "it__git_branch"]
    with pytest.raises(HeadgateError, match="git_commit, which writes"):
        names(written(tmp_path, {"it": GIT}), it=OutsideServer(tools=("git_commit",)))
    with pytest.raises(HeadgateError, match="of this server there are git_branch, git_log, git_show"):
        names(written(tmp_path, {"it": GIT}), it=OutsideServer(tools=("git_status",)))


def test_fewer_tools_of_a_known_server_may_be_named(tmp_path: Path) -> None:
    assert names(written(tmp_path, {"it": GIT}), it=OutsideServer(tools=("git_log",))) == ["it__git_log"]


def test_what_a_server_may_be_asked_can_stand_beside_it(tmp_path: Path) -> None:
    entry = {"command": "ours", "headgate": {"tools": ["find_runbook"], "network": False}}
    file = written(tmp_path, {"it": entry})
    assert names(file) == ["it__describe", "it__find_runbook"]
    assert names(file, it=OutsideServer(tools=("other",))) == ["it__describe", "it__other"]
    with pytest.raises(HeadgateError, match=r"mcpServers\.it\.headgate\.tool"):
        names(written(tmp_path, {"it": {"command": "ours", "headgate": {"tool": []}}}))


def test_names_fit_every_provider(tmp_path: Path) -> None:
    assert names(written(tmp_path, {"a b.c": GIT}))[0] == "a_b_c__git_log"


def test_a_filesystem_server_that_would_read_something_else_is_not_asked(tmp_path: Path) -> None:
    entry = {"command": "npx", "args": ["@modelcontextprotocol/server-filesystem", "/home"]}
    snapshot = MemorySnapshot({"a.sql": "select 1\n"})
    with open_tools(Settings(mcp=Mcp(config=str(written(tmp_path, {"it": entry})))), snapshot, {}) as outside:
        said = outside.tools[0].invoke({"path": "a.sql"})
    assert "give it ${HEADGATE_SNAPSHOT} as its folder" in said
    assert len(whys(outside)) == 1


def offered_to(specialist: str, file: Path, **servers: OutsideServer) -> list[str]:
    workspace = Workspace(cast("Analysis", None))
    with open_tools(Settings(mcp=Mcp(config=str(file), servers=servers)), NOTHING, {}) as outside:
        return [tool.name for tool in toolbox(workspace, (specialist,), outside=outside.tools).outside]


def test_a_specialist_is_offered_the_servers_that_its_charter_asks_questions_of(tmp_path: Path) -> None:
    file = written(tmp_path, {"docs": {"command": "npx", "args": ["-y", "@upstash/context7-mcp"]}})
    assert len(offered_to("spark", file)) == 3
    assert offered_to("quality", file) == []


def test_a_reviewer_says_who_is_offered_a_server(tmp_path: Path) -> None:
    file = written(tmp_path, {"docs": {"command": "npx", "args": ["-y", "@upstash/context7-mcp"]}})
    told = OutsideServer(specialists=("quality",))
    assert offered_to("spark", file, docs=told) == []
    assert len(offered_to("quality", file, docs=told)) == 3
    with pytest.raises(HeadgateError, match=r"mcp\.servers\.docs\.specialists names finance; there are lineage, "):
        names(file, docs=OutsideServer(specialists=("finance",)))


def test_a_server_that_is_not_known_is_offered_to_all_unless_some_are_named(tmp_path: Path) -> None:
    file = written(tmp_path, {"ours": {"command": "ours"}})
    assert len(offered_to("quality", file, ours=OutsideServer(tools=("find",)))) == 2
    told = OutsideServer(tools=("find",), specialists=("schema", "streaming"))
    assert offered_to("quality", file, ours=told) == []
    assert len(offered_to("schema", file, ours=told)) == 2
