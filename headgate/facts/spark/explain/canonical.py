"""What a part of a plan does, told in a form that does not change with the ids of a run."""

from __future__ import annotations

import re

from headgate.facts.spark.explain.model import PlanNode
from headgate.facts.spark.explain.operators import PASSING

_ID = re.compile(r"#(\d+|[xX])(L?)")
_PLAN_ID = re.compile(r",? ?\[(?:plan_)?id=#?(\w+)\]")
MOST_NODES = 2_000
_SHOWN = ("Input", "codegen")


def canonical(node: PlanNode, *, numbered: bool = True) -> str:
    """A text that is equal for parts of plans that do the same; empty where a part cannot be compared.

    Columns are counted by their first appearance, as Spark does to find exchanges that it can use again; with
    `numbered` false they go by name alone, which holds between plans of different runs.
    """
    parts: list[str] = []
    waiting = [(node, 0)]
    while waiting:
        one, depth = waiting.pop()
        if len(parts) > MOST_NODES:
            return ""
        if one.operator in PASSING and len(one.children) == 1:
            waiting.append((one.children[0], depth))
            continue
        text = told(one)
        if ("dynamicpruning" in text or "ubquery" in text) and not one.subqueries:
            return ""  # it hangs on a subquery that is not printed here
        parts.append(f"{depth} {one.operator} {text}")
        waiting += [(child, depth + 1) for child in reversed([*one.children, *one.subqueries])]
    whole = _PLAN_ID.sub("", "\n".join(parts))
    return _renumbered(whole) if numbered else _ID.sub("", whole)


def told(node: PlanNode) -> str:
    """All that the plan says of one operator but what it gets."""
    if node.operator == "ReusedExchange":
        which = _PLAN_ID.search(node.arguments)
        return f"{node.details.get('Reuses', '')} {which[1] if which else ''}"
    if not node.details or node.operator.endswith("Scan"):
        rest = "; ".join(f"{key}: {value}" for key, value in sorted(node.details.items()))
        return f"{node.arguments} {rest}" if rest else node.arguments
    return "; ".join(f"{key}: {value}" for key, value in sorted(node.details.items()) if key not in _SHOWN)


def _renumbered(text: str) -> str:
    seen: dict[str, str] = {}
    return _ID.sub(lambda found: seen.setdefault(found[1], f"#{len(seen)}") + found[2], text)
