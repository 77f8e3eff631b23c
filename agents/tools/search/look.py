"""Looking through the files of a snapshot for what a query asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.quoting import masked_lines
from agents.tools.search.languages import is_in
from agents.tools.search.query import All, AnyOf, Language, Node, Not, PathMatches, Pattern, Query
from agents.tools.search.regexp import matching
from headgate.source.snapshot import Snapshot

MOST_FILES = 3_000
"""Files whose text is looked at for one query, those that the path filters let through, by path."""
MOST_BYTES = 30_000_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that matches."""

    path: str
    line: int
    text: str
    weight: float = 0.0
    """Higher for lines that hold several of the patterns, or one that is rare in the file."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found."""

    hits: tuple[Hit, ...]
    files: int
    """Files in which the whole query holds."""
    unread: int
    """Files that were not looked at because there are too many."""


Lines = Mapping[Node, Mapping[str, tuple[int, ...]]]
"""Of each pattern: the lines, from 1, where it stands in each file that holds it."""


def look(query: Query, snapshot: Snapshot) -> Found:
    """Every matching line, by path and line.

    Raises:
        CannotAnswerError: a regular expression is none.
    """
    paths = list(snapshot.paths)
    by_path: dict[Node, frozenset[str]] = {
        atom: frozenset(paths[at] for at in matching(atom.text, paths, query.case))
        for atom in query.atoms
        if isinstance(atom, PathMatches)
    }
    possible = [path for path in paths if _holds(query.root, path, by_path, None) is not False]
    texts, unread = _texts(possible, snapshot)
    patterns = [atom for atom in query.atoms if isinstance(atom, Pattern)]
    lines: dict[Node, dict[str, tuple[int, ...]]] = {
        pattern: dict(_where(pattern, texts, query.case)) for pattern in patterns
    }
    files = [path for path in texts if _holds(query.root, path, by_path, lines)]
    shown = _shown(query.root)
    hits = [hit for path in files for hit in _hits(path, texts[path], lines, shown)]
    return Found(tuple(hits), len(files), unread)


def _texts(paths: list[str], snapshot: Snapshot) -> tuple[dict[str, list[str]], int]:
    """Masked lines by path: what a secret says cannot be found out by searching for it."""
    texts: dict[str, list[str]] = {}
    left = MOST_BYTES
    for number, path in enumerate(paths):
        left -= snapshot.entries[path].size
        if number >= MOST_FILES or left < 0:
            return texts, len(paths) - number
        texts[path] = masked_lines(snapshot, path)
    return texts, 0


def _holds(node: Node, path: str, by_path: Mapping[Node, frozenset[str]], lines: Lines | None) -> bool | None:
    """Whether `node` holds in a file; None where that cannot be said without its text (`lines` is None)."""
    match node:
        case PathMatches():
            return path in by_path[node]
        case Language():
            return is_in(path, node.name)
        case Pattern():
            return None if lines is None else path in lines[node]
        case Not():
            inner = _holds(node.of, path, by_path, lines)
            return None if inner is None else not inner
        case All():
            said = [_holds(one, path, by_path, lines) for one in node.of]
            return False if False in said else None if None in said else True
        case AnyOf():
            said = [_holds(one, path, by_path, lines) for one in node.of]
            return True if True in said else None if None in said else False


def _where(pattern: Pattern, texts: Mapping[str, list[str]], case: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    if not pattern.regexp:
        wanted = pattern.text if case else pattern.text.lower()
        for path, lines in texts.items():
            found = tuple(n for n, line in enumerate(lines, 1) if wanted in (line if case else line.lower()))
            if found:
                yield path, found
        return
    places = [(path, number) for path, lines in texts.items() for number in range(1, len(lines) + 1)]
    whole = [line for lines in texts.values() for line in lines]
    by_file: dict[str, list[int]] = {}
    for at in matching(pattern.text, whole, case):
        by_file.setdefault(places[at][0], []).append(places[at][1])
    yield from ((path, tuple(found)) for path, found in by_file.items())


def _shown(node: Node) -> frozenset[Node]:
    """The patterns whose lines are shown: those that are not under a `not`."""
    match node:
        case Pattern():
            return frozenset((node,))
        case All() | AnyOf():
            return frozenset().union(*(_shown(one) for one in node.of))
    return frozenset()


def _hits(path: str, lines: list[str], found: Lines, shown: frozenset[Node]) -> Iterator[Hit]:
    weights: defaultdict[int, float] = defaultdict(float)
    for pattern in shown:
        places = found[pattern].get(path, ())
        for number in places:
            weights[number] += 1 / len(places)
    if not shown:
        yield Hit(path, 0, "")
    for number in sorted(weights):
        yield Hit(path, number, lines[number - 1], round(weights[number], 6))
