"""The tool itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from agents.tools.search.look import Found, look
from agents.tools.search.parse import parse
from agents.tools.search.query import Query
from agents.tools.tool import Question, Tool
from agents.tools.workspace import Workspace
from headgate.location import Side

_MOST_OF_A_FILE = 12
"""Lines of one file that are shown, so that no file crowds out the others."""


class Searched(Question):
    query: str
    side: Side = Side.HEAD


def _answer(asked: Searched, workspace: Workspace) -> str:
    query = parse(asked.query)
    return "\n".join(_told(look(query, workspace.snapshot(asked.side)), query))


def _told(found: Found, query: Query) -> Iterator[str]:
    lines = sum(hit.line > 0 for hit in found.hits)
    yield f"{lines} lines in {found.files} files" if lines else f"{found.files} files"
    left = query.count
    for path, group in groupby(found.hits, key=lambda hit: hit.path):
        if left <= 0:
            yield f"[cut: the first {query.count} are shown; ask more narrowly]"
            break
        hits = list(group)
        best = sorted((hit for hit in hits if hit.line), key=lambda hit: -hit.weight)[: min(_MOST_OF_A_FILE, left)]
        some = sorted(best, key=lambda hit: hit.line)
        left -= max(len(some), 1)
        yield path
        yield from (f"{hit.line:>6} | {hit.text.strip()[:200]}" for hit in some)
        if len(some) < sum(hit.line > 0 for hit in hits):
            yield f"       [cut: {len(hits) - len(some)} more lines of this file]"
    if found.unread:
        yield f"[cut: {found.unread} files were not looked at; narrow the query with file: or lang:]"


search_code = Tool(
    "search_code",
    'Search the code as in Sourcegraph: words, "a phrase", /regex/, lang:sql, file:models/, -file:test, and, or, not.',
    Searched,
    _answer,
)
