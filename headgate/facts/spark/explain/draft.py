"""One plan, made from the lines that EXPLAIN wrote for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain import details
from headgate.facts.spark.explain.lines import Line, without_prefix
from headgate.facts.spark.explain.model import CodegenStage, Form, PlanNode, SparkPlan
from headgate.facts.spark.explain.tree import Tree, is_branch, read_tree

HEADER = re.compile(
    r"(?P<before>.{0,200}?)== (?P<kind>Parsed Logical|Analyzed Logical|Optimized Logical|Physical) Plan ==\s*\|?$"
)
CODEGEN = re.compile(r"Found \d+ WholeStageCodegen subtrees\.")
_SUBTREE = re.compile(r"== Subtree (?P<number>\d{1,6}) / \d+(?: \(maxMethodCodeSize:(?P<size>\d{1,12}))?")
_NOTE = re.compile(r"== (?P<about>Photon Explanation|Optimizer Statistics[^=]{0,100}) ==")


class Draft:
    """The lines of one plan on their way to it."""

    def __init__(self, path: str, lines: list[Line], *, bare: bool = False) -> None:
        self.path = path
        self.lines = lines
        self.bare = bare
        self.physical: PlanNode | None = None
        self.logical: PlanNode | None = None
        self.stages: list[CodegenStage] = []
        self.notes: list[str] = []
        self.unread: list[tuple[int, str]] = []
        self.kinds: list[str] = []
        self.formatted = False
        self.end = lines[0].number if lines else 0

    def plan(self) -> SparkPlan | None:
        self._physical(0) if self.bare else self._sections()
        if self.physical is None and self.logical is None and not self.stages:
            return None
        for root in (self.physical, self.logical):
            self._complete(root)
        return SparkPlan(
            self.path,
            self.lines[0].number,
            self.end,
            self._form(),
            self.physical,
            self.logical,
            tuple(self.stages),
            tuple(self.notes),
            tuple(self.unread),
        )

    def _form(self) -> Form:
        if self.stages or "codegen" in self.kinds:
            return Form.CODEGEN
        if self.formatted:
            return Form.FORMATTED
        if self.logical is not None and self.kinds[:1] == ["Optimized Logical"]:
            return Form.COST
        return Form.EXTENDED if self.logical is not None else Form.SIMPLE

    def _sections(self) -> None:
        at = 0
        while at < len(self.lines):
            text = self.lines[at].text
            header = HEADER.match(text) if "==" in text else None
            if header:
                self._shear(at, header["before"])
                self.kinds.append(header["kind"])
                at = self._section(header["kind"], at + 1)
            elif stage := _SUBTREE.match(text):
                at = self._subtree(at, stage)
            elif _NOTE.match(text):
                at = self._note(at)
            else:
                if CODEGEN.search(text):
                    self.kinds.append("codegen")
                at += 1

    def _shear(self, at: int, prefix: str) -> None:
        if prefix:
            self.lines[at:] = without_prefix(self.lines[at:], prefix)

    def _section(self, kind: str, at: int) -> int:
        if kind == "Physical":
            return self._physical(at)
        if kind == "Analyzed Logical" and at + 1 < len(self.lines) and is_branch(self.lines[at + 1].text) is False:
            at += 1  # the line of the output schema
        tree = self._tree(at, numbered=False)
        if kind != "Parsed Logical" and tree.root is not None:
            self.logical = tree.root
        return max(tree.end, at)

    def _tree(self, at: int, *, numbered: bool) -> Tree:
        while at < len(self.lines) and not self.lines[at].text.strip():
            at += 1
        if at >= len(self.lines) or not self.lines[at].text.strip() or self.lines[at].text.startswith("== "):
            return Tree(end=at)
        tree = read_tree(self.lines, at, numbered=numbered)
        self.unread += tree.unread
        self.end = max(self.end, self.lines[max(at, tree.end - 1)].number)
        return tree

    def _physical(self, at: int) -> int:
        self.formatted = self._is_formatted(at)
        tree = self._tree(at, numbered=self.formatted)
        self.physical = tree.root
        if not self.formatted or tree.root is None:
            return max(tree.end, at)
        known = _by_number(tree.root)
        at = self._details(tree.end, known)
        while at < len(self.lines):
            text = self.lines[at].text
            hosted = details.SUBQUERY.match(text)
            if hosted:
                at = self._subquery(at + 1, known.get(int(hosted[2]), []), known)
            elif details.divider(text) or not text.strip() or re.match(r"Subplan:\d+$", text):
                at = self._left_out(at + 1) if text.startswith("Subplan:") else at + 1
            else:
                break
        return at

    def _subquery(self, at: int, hosts: list[PlanNode], known: dict[int, list[PlanNode]]) -> int:
        if at >= len(self.lines) or not self.lines[at].text.strip():
            return at  # one that is used again is not printed again
        tree = self._tree(at, numbered=True)
        if tree.root is None:
            return max(tree.end, at)
        for number, nodes in _by_number(tree.root).items():
            known.setdefault(number, []).extend(nodes)
        host = next(iter(hosts), self.physical)
        if host is not None:
            tree.root.parent = host
            host.subqueries.append(tree.root)
        return self._details(tree.end, known)

    def _left_out(self, at: int) -> int:
        """An exchange that adaptive execution found to be not needed: read over."""
        tree = self._tree(at, numbered=True)
        return self._details(tree.end, {})

    def _details(self, at: int, known: dict[int, list[PlanNode]]) -> int:
        end = details.read_details(self.lines, at, known)
        told = [line.number for line in self.lines[at:end] if line.text.strip()]
        self.end = max(self.end, *told, 0)
        return end

    def _is_formatted(self, at: int) -> bool:
        for line in self.lines[at:]:
            if details.HEADING.match(line.text):
                return True
            if line.text.startswith("== ") and HEADER.match(line.text):
                return False
        return False

    def _subtree(self, at: int, told: re.Match[str]) -> int:
        size = int(told["size"]) if told["size"] else None
        self.stages.append(CodegenStage(int(told["number"]), self.lines[at].number, size))
        tree = self._tree(at + 1, numbered=False)
        if tree.root is not None and (self.physical is None or _count(tree.root) > _count(self.physical)):
            self.physical = tree.root
        return max(tree.end, at + 1)

    def _note(self, at: int) -> int:
        at += 1
        while at < len(self.lines) and self.lines[at].text.strip() and not self.lines[at].text.startswith("== "):
            self.notes.append(self.lines[at].text.strip())
            self.end = max(self.end, self.lines[at].number)
            at += 1
        return at

    def _complete(self, root: PlanNode | None) -> None:
        """Scans of the simple form get their properties; what Spark left out is told."""
        short: dict[int, None] = {}
        for node in _all(root):
            if node.operator.endswith("Scan") and not node.details:
                node.details = details.of_scan(node.arguments)
            if "more fields" in node.arguments or any("more fields" in told for told in node.details.values()):
                short[node.line] = None
        if short:
            why = f"Spark left fields out of {len(short)} operators; set spark.sql.debug.maxToStringFields to 10000"
            self.unread.append((next(iter(short)), why))


def _by_number(root: PlanNode) -> dict[int, list[PlanNode]]:
    found: dict[int, list[PlanNode]] = {}
    for node in _all(root):
        if node.number:
            found.setdefault(node.number, []).append(node)
    return found


def _all(root: PlanNode | None) -> Iterator[PlanNode]:
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [*node.children, *node.subqueries, *node.cached, *node.described, *node.initial]


def _count(root: PlanNode) -> int:
    return sum(1 for _ in _all(root))
