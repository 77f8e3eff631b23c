"""What a model may ask: paths stay in the snapshot, and each argument is what it must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.mcp.arguments import Places, RefusedError, checked, public
from agents.mcp.known import SERVERS
from agents.mcp.known.model import Argument, Kind, KnownTool, Place
from headgate.source.snapshot import MemorySnapshot

REVIEWED = Path("/scratch/reviewed")
PLACES = Places(MemorySnapshot({"models/a.sql": "select 1", "b.py": ""}), REVIEWED, Path("/repo"))


def sent(kind: Kind, value: object, **more: Any) -> object:
    tool = KnownTool(("t",), "", {"it": Argument(kind, "it", **more)})
    return checked(tool, {"it": value}, PLACES)["it"]


@pytest.mark.parametrize(
    ("path", "full"),
    [
        ("models/a.sql", "models/a.sql"),
        ("./b.py", "b.py"),
        ("models", "models"),
        ("models/", "models"),
        (".", ""),
    ],
)
def test_a_path_of_the_snapshot_becomes_one_of_its_copy(path: str, full: str) -> None:
    assert sent(Kind.PATH, path) == str(REVIEWED / full)


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../secret", "models/../../x", "~/.ssh", "absent.sql", "mod", "models/a.sql/..", "..", "C:\\x"],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(RefusedError):
        sent(Kind.PATH, path)


@given(st.text(max_size=60))
def test_no_path_leads_out_of_the_copy(path: str) -> None:
    try:
        found = sent(Kind.PATH, path)
    except RefusedError:
        return
    assert Path(str(found)).is_relative_to(REVIEWED)
    assert ".." not in Path(str(found)).parts


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.REF, "--output=/tmp/x"),
        (Kind.REF, "main..other"),
        (Kind.REF, "a b"),
        (Kind.NAME, "two words"),
        (Kind.NAME, "-x"),
        (Kind.NAME, "a/../../b"),
        (Kind.REMOTE_PATH, "../x"),
        (Kind.REMOTE_PATH, "/x"),
        (Kind.QUERY, "two\nlines"),
        (Kind.QUERY, "x" * 301),
        (Kind.QUERY, ""),
        (Kind.QUERY, 7),
        (Kind.NUMBER, 0),
        (Kind.NUMBER, True),
        (Kind.NUMBER, "3"),
        (Kind.NUMBER, 101),
        (Kind.FILES, []),
        (Kind.FILES, ["models"]),
        (Kind.FILES, ["b.py"] * 21),
    ],
)
def test_an_argument_that_is_not_what_it_must_be_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(RefusedError):
        sent(kind, value)


def test_files_are_given_as_semgrep_takes_them() -> None:
    assert sent(Kind.FILES, ["b.py"]) == [{"path": str(REVIEWED / "b.py")}]


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("https://spark.apache.org/docs/latest/sql-ref.html", True),
        ("https://docs.getdbt.com/reference#model", True),
        ("http://spark.apache.org/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://localhost/", False),
        ("https://vault.internal/", False),
        ("https://user:word@example.com/", False),
        ("https://example.com:8443/", False),
        ("file:///etc/passwd", False),
        ("https://2130706433/", False),
        ("https://0x7f.1/", False),
    ],
)
def test_pages_are_public(address: str, is_public: bool) -> None:
    assert public(address) is is_public


def test_missing_unknown_and_renamed_arguments() -> None:
    tool = KnownTool(("t",), "", {"it": Argument(Kind.QUERY, "words", called="Its")}, {"where": Place.REPOSITORY})
    assert checked(tool, {"it": "a"}, PLACES) == {"Its": "a", "where": "/repo"}
    with pytest.raises(RefusedError, match="`it` is missing"):
        checked(tool, {}, PLACES)
    with pytest.raises(RefusedError, match="no argument `where`"):
        checked(tool, {"it": "a", "where": "/etc"}, PLACES)


def test_no_known_tool_is_also_one_that_is_never_called() -> None:
    for server in SERVERS:
        names = {name for tool in server.tools for name in tool.names}
        assert not names & set(server.never), server.name
