"""Trees of operators, as `treeString` of Spark prints them.

A child stands three columns to the right of its parent; what Spark calls an inner child, such as a subquery or the
plan behind a cached relation, stands six columns to the right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from headgate.facts.spark.explain.expressions import balance
from headgate.facts.spark.explain.lines import Line
from headgate.facts.spark.explain.model import PlanNode, Statistics
from headgate.facts.spark.explain.operators import standard

MOST_NODES = 50_000
MOST_DEPTH = 2_000
_LEAD = re.compile(r"(?P<lead>(?:[ |]|:(?!-))*)(?P<branch>[+:]- ?)?(?P<body>.*)", re.S)
_MARKER = re.compile(r"== (?P<which>Final|Initial|Current) Plan ==$")
_BODY = re.compile(
    r" *(?P<mark>\*\(\d+\) |\* ?|\^ ?(?:\(\d+\) )?)?(?P<bang>[!'])?(?P<name>[A-Za-z_]\w*)(?P<rest>.*)", re.S
)
_NUMBER = re.compile(r"^(?P<rest>.*?) ?\((?P<number>\d+)\)(?P<tail>(?:, Statistics\(.*)?)$", re.S)
_STATISTICS = re.compile(r",? ?Statistics\((?P<told>sizeInBytes=[^()]*)\)$")
_SIZE = re.compile(r"sizeInBytes=([\d.]+(?:E[+-]?\d+)?) ?([KMGTPE]?i?B)")
_ROWS = re.compile(r"rowCount=([\d.]+(?:E[+-]?\d+)?)")
_REASON = re.compile(r"(?:^| )\[COMET: (?P<why>.*)\]$", re.S)
_UNITS = {"B": 0, "KiB": 1, "MiB": 2, "GiB": 3, "TiB": 4, "PiB": 5, "EiB": 6, "KB": 1, "MB": 2, "GB": 3, "TB": 4}
_SUBQUERIES = ("Subquery", "ReusedSubquery")


@dataclass(slots=True)
class Tree:
    """A tree that was read."""

    root: PlanNode | None = None
    end: int = 0
    """Index of the first line behind it."""
    unread: list[tuple[int, str]] = field(default_factory=list)


def is_branch(text: str) -> bool:
    """Whether a line is that of a child: its name stands behind `+- ` or `:- `."""
    found = _LEAD.match(text)
    return found is not None and found["branch"] is not None and len(found["body"]) > 0


def is_root(text: str) -> bool:
    """Whether a line can be the first of a tree."""
    found = _BODY.match(text)
    return found is not None and not text.startswith("  ") and found["name"][:1].isupper()


def read_tree(lines: Sequence[Line], start: int, *, numbered: bool) -> Tree:
    """The tree whose root is `lines[start]`; with `numbered`, operators end in the ids of EXPLAIN FORMATTED."""
    builder = _Builder(numbered)
    at = start
    while at < len(lines):
        line = lines[at]
        if at > start and not builder.takes(line):
            break
        builder.add(line, first=at == start)
        if builder.full:
            builder.tree.unread.append((line.number, "the plan has more operators, or is deeper, than is read"))
            while at < len(lines) and lines[at].text.strip():
                at += 1
            break
        at += 1
    builder.finish()
    builder.tree.end = at
    return builder.tree


class _Builder:
    def __init__(self, numbered: bool) -> None:
        self.tree = Tree()
        self.numbered = numbered
        self.path: list[PlanNode] = []
        """From the root to the node that was read last."""
        self.markers: dict[int, tuple[PlanNode, str]] = {}
        """By column, whose plans follow there, and which of them."""
        self.pending: tuple[Line, int, str, bool] | None = None
        self.open = 0
        self.count = 0

    @property
    def full(self) -> bool:
        return self.count > MOST_NODES or len(self.path) > MOST_DEPTH

    def takes(self, line: Line) -> bool:
        """Whether `line` goes on with the tree."""
        if not line.text.strip():
            return self.open > 0
        if is_branch(line.text):
            return True
        lead = len(line.text) - len(line.text.lstrip(" :|"))
        return lead in self.markers or self.open > 0

    def add(self, line: Line, *, first: bool) -> None:
        found = _LEAD.match(line.text)
        if found is None:
            raise AssertionError("the pattern takes every text")
        if found["branch"] is None and not first:
            lead = len(found["lead"])
            if lead not in self.markers or self.open > 0:
                self._go_on(line)
                return
        branch = found["branch"]
        column = len(found["lead"]) + (3 if branch else 0)
        marker = _MARKER.match(found["body"])
        if marker:
            self.finish()
            self._leave(column)
            if self.path:
                self.markers = {at: told for at, told in self.markers.items() if at < column}
                self.markers[column] = (self.path[-1], marker["which"])
            return
        self.finish()
        if branch is not None:
            self.markers = {at: told for at, told in self.markers.items() if at < column}
        self.pending = (line, column, found["body"], branch is None and not first)
        self.open = max(0, balance(found["body"]))

    def _go_on(self, line: Line) -> None:
        """A line break within an expression: a text with more than one line, a plan in a cached relation."""
        if self.pending is not None:
            first, column, body, marked = self.pending
            self.pending = (first, column, f"{body}\n{line.text}"[:200_000], marked)
            self.open = max(0, self.open + balance(line.text))

    def _leave(self, column: int) -> None:
        while self.path and self.path[-1].column >= column:
            self.path.pop()

    def finish(self) -> None:
        """Make a node of what was gathered."""
        if self.pending is None:
            return
        line, column, body, marked = self.pending
        self.pending = None
        node = node_of(body, line.number, column, numbered=self.numbered)
        if node is None:
            self.tree.unread.append((line.number, "this line names no operator"))
            return
        self._leave(column)
        self.count += 1
        if self.tree.root is None:
            self.tree.root = node
        elif marked and column in self.markers:
            owner, which = self.markers[column]
            _adopt(owner, node, owner.initial if which == "Initial" and owner.children else owner.children)
        elif self.path:
            _hang(self.path[-1], node)
        self.path.append(node)


def _hang(parent: PlanNode, node: PlanNode) -> None:
    if node.operator.startswith(_SUBQUERIES):
        _adopt(parent, node, parent.subqueries)
    elif node.operator == "InMemoryRelation" and parent.operator == "InMemoryTableScan":
        _adopt(parent, node, parent.cached)
    elif parent.operator == "InMemoryRelation":
        _adopt(parent, node, parent.children)
    elif node.column - parent.column > 3:
        _adopt(parent, node, parent.described)
    else:
        _adopt(parent, node, parent.children)


def _adopt(parent: PlanNode, node: PlanNode, among: list[PlanNode]) -> None:
    node.parent = parent
    among.append(node)


def node_of(body: str, line: int, column: int, *, numbered: bool) -> PlanNode | None:
    """The operator that the text behind the branches tells; None where it names none."""
    found = _BODY.match(body)
    if found is None:
        return None
    rest, number, statistics, reason = found["rest"].strip(), 0, None, ""
    why = _REASON.search(rest)
    if why:
        rest, reason = rest[: why.start()], why["why"]
    if numbered:
        told = _NUMBER.match(rest)
        if told:
            rest, number = (told["rest"] + told["tail"]).strip(), int(told["number"][:9])
    size = _STATISTICS.search(rest)
    if size:
        rest, statistics = rest[: size.start()].rstrip(), statistics_of(size["told"])
    written = found["name"]
    operator, engine = standard(written, rest)
    mark = (found["mark"] or "").strip()
    return PlanNode(
        operator,
        written,
        engine,
        rest,
        line,
        column,
        number,
        mark.startswith("*"),
        statistics=statistics,
        reason=reason,
    )


def statistics_of(text: str) -> Statistics:
    """Bytes and rows of `sizeInBytes=46.9 KiB, rowCount=2.00E+3`."""
    size, rows = _SIZE.search(text), _ROWS.search(text)
    return Statistics(
        float(size[1]) * 1024 ** _UNITS.get(size[2], 0) if size else None,
        float(rows[1]) if rows else None,
    )
