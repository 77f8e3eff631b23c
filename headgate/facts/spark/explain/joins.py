"""Joins, as a plan tells them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headgate.facts.spark.explain.expressions import listed, split
from headgate.facts.spark.explain.model import PlanNode
from headgate.facts.spark.explain.operators import JOINS

_TYPES = "Inner|Cross|LeftOuter|RightOuter|FullOuter|LeftSemi|LeftAnti|LeftSingle|ExistenceJoin"
_TYPE = re.compile(rf"\b({_TYPES})\b")
_BUILD = re.compile(r"\b(?:Gpu)?Build(Left|Right)\b")
_FLAGS = frozenset({"true", "false", "None", ""})


@dataclass(frozen=True)
class Join:
    """A join of two inputs."""

    node: PlanNode
    kind: str
    """`Inner`, `LeftOuter`, …; empty where the plan does not tell."""
    left_keys: tuple[str, ...]
    right_keys: tuple[str, ...]
    condition: str
    """What holds beside the equality of keys; empty where there is nothing."""
    build: str
    """`Left` or `Right`: the side that is made into a table of hashes; empty where there is none."""
    skewed: bool
    """Adaptive execution has split skewed partitions of it."""

    @property
    def left(self) -> PlanNode | None:
        return self.node.children[0] if self.node.children else None

    @property
    def right(self) -> PlanNode | None:
        return self.node.children[1] if len(self.node.children) > 1 else None

    def may_build(self, side: str) -> bool:
        """Whether a join of this kind may broadcast `Left` or `Right`: never the side whose rows are all kept."""
        if self.kind in ("Inner", "Cross"):
            return True
        if side == "Right":
            return self.kind in ("LeftOuter", "LeftSemi", "LeftAnti", "ExistenceJoin", "LeftSingle")
        return self.kind == "RightOuter"


def join_of(node: PlanNode) -> Join | None:
    """What `node` joins; None where it joins nothing."""
    if node.operator not in JOINS:
        return None
    told = node.arguments
    kind, build = _TYPE.search(told), _BUILD.search(told)
    details = node.details
    condition = details.get("Join condition", "")
    left, right = details.get("Left keys", ""), details.get("Right keys", "")
    if not details:
        lists = [part for part in split(told) if part.startswith("[")]
        left, right = (*lists[:2], "", "")[:2]
        condition = _condition(told)
    named = kind[1] if kind else details.get("Join type", "")
    return Join(
        node=node,
        kind=named,
        left_keys=tuple(listed(left)) if left else (),
        right_keys=tuple(listed(right)) if right else (),
        condition="" if condition == "None" else condition,
        build=build[1] if build else "",
        skewed="skew=true" in told,
    )


def _condition(arguments: str) -> str:
    """What stands among the arguments of a join beside keys, kind, side and flags."""
    rest = arguments.removeprefix("(skew=true)").strip()
    for part in split(rest):
        if part.startswith("[") or part in _FLAGS or _TYPE.fullmatch(part.split("(", 1)[0]) or _BUILD.fullmatch(part):
            continue
        return part
    return ""
