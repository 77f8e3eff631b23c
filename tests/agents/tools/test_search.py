"""Searching code by expressions in the form of Sourcegraph's queries."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from agents.tools.search.look import Found, look
from agents.tools.search.parse import parse
from agents.tools.search.tool import Searched, search_code
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.source.snapshot import MemorySnapshot

FILES = {
    "models/orders.sql": "select id, Total\nfrom raw_orders\nleft join lines on lines.order_id = raw_orders.id\n",
    "models/test_orders.sql": "select count(*) from orders where total is null\n",
    "jobs/load.py": "orders = spark.table('orders')\norders.write.save('x')  # total rows\n",
    "conf/app.yml": "password: 'hunter2-hunter2'\n",
}


def found(query: str) -> Found:
    return look(parse(query), MemorySnapshot(FILES))


def places(query: str) -> list[str]:
    return [f"{hit.path}:{hit.line}" for hit in found(query).hits]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("total", ["jobs/load.py:2", "models/orders.sql:1", "models/test_orders.sql:1"]),
        ("total lang:sql -file:test", ["models/orders.sql:1"]),
        ("total case:yes lang:sql", ["models/test_orders.sql:1"]),
        ("Total case:yes", ["models/orders.sql:1"]),
        ("lang:python", ["jobs/load.py:0"]),
        ("l:py f:^jobs/", ["jobs/load.py:0"]),
        ('"left join" or "count(*)"', ["models/orders.sql:3", "models/test_orders.sql:1"]),
        ("count(*)", ["models/test_orders.sql:1"]),
        ("patterntype:literal left join lines", ["models/orders.sql:3"]),
        ("(spark or raw_orders) and not write", ["models/orders.sql:2", "models/orders.sql:3"]),
        (r"/order_id\s*=/", ["models/orders.sql:3"]),
        (r"patterntype:regexp ^from\s+raw", ["models/orders.sql:2"]),
        ('content:"orders where" lang:sql', ["models/test_orders.sql:1"]),
        ("-content:total lang:sql", []),
        ("NOT file:models NOT file:conf", ["jobs/load.py:0"]),
        ("hunter2", []),
        ("password", ["conf/app.yml:1"]),
    ],
)
def test_what_a_query_asks_is_found_and_nothing_else(query: str, hits: list[str]) -> None:
    assert places(query) == hits


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "empty"),
        ("case:yes", "empty"),
        ("a or", "missing beside"),
        ("(a", "not closed"),
        ('"a', "not closed"),
        ("lang:cobol x", "lang:cobol is not known"),
        ("repo:other x", "leave repo: away"),
        ("file: x", "has no value"),
        ("patterntype:magic x", "not known"),
        ("count:many x", "takes a number"),
        ("/(?=a)b/", "no regular expression"),
        ("/(a{1000}){1000}/", "no regular expression"),
        ("x " * 300, "longer than"),
        ("not " * 40 + "x", "nested deeper"),
        (" ".join("abcdefghijklmnopqrstuvwxyz"), "more than 24 terms"),
    ],
)
def test_a_query_that_is_none_says_why(query: str, why: str) -> None:
    with pytest.raises(CannotAnswerError, match=why):
        found(query)


def test_a_pattern_that_would_backtrack_for_ever_is_answered() -> None:
    files = {f"{n}.sql": "a" * 50_000 + "!\n" for n in range(20)}
    assert look(parse("/^(a+)+$/"), MemorySnapshot(files)).hits == ()


def test_of_many_lines_those_that_hold_the_rare_word_are_shown() -> None:
    text = "spark = 1\n" * 60 + "rows = spark.table('t').collect()\n"
    asked = Searched(query="collect spark count:3")
    files = MemorySnapshot({"a.py": text})
    project = cast("Any", SimpleNamespace(snapshot=files))
    analysis = cast("Any", SimpleNamespace(head=SimpleNamespace(project=project), base=None, comparison=None))
    told = search_code.answer(asked, Workspace(analysis))
    assert "61 | rows = spark.table" in told
    assert "[cut: 58 more lines of this file]" in told


def test_files_that_were_not_looked_at_are_counted() -> None:
    files = {f"{n:05}.sql": "select 1\n" for n in range(3_200)}
    assert look(parse("select"), MemorySnapshot(files)).unread == 200
    assert look(parse("select file:^000"), MemorySnapshot(files)).unread == 0
