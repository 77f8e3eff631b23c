"""How a plan's operators are spoken of to people."""

from __future__ import annotations

from headgate.facts.spark.explain.expressions import plain
from headgate.facts.spark.explain.model import PlanNode
from headgate.facts.spark.explain.scans import scan_of

_LONGEST = 160


def sources(node: PlanNode | None) -> tuple[str, ...]:
    """What is read below `node`: tables and paths, each once."""
    found: dict[str, None] = {}
    for one in node.below() if node is not None else ():
        scan = scan_of(one)
        if scan is not None and scan.relation:
            found[short(scan.relation.removeprefix("spark_catalog."), 80)] = None
        elif one.operator == "InMemoryTableScan":
            found["a cached relation"] = None
    return tuple(found)


def side(node: PlanNode | None) -> str:
    """A name for what `node` gives: `orders`, or `3 sources with orders first`."""
    read = sources(node)
    if not read:
        return "its input"
    if len(read) == 1:
        return f"`{read[0]}`"
    return f"`{read[0]}` and {len(read) - 1} more"


def short(text: str, most: int = _LONGEST) -> str:
    """`text` on one line, without expression ids, cut where it grows too long to be read."""
    one = " ".join(plain(text).split())
    return one if len(one) <= most else one[: most - 1] + "…"


def shown(node: PlanNode) -> str:
    """The operator with what its details tell, one line each, for evidence."""
    lines = [f"{node.written} {short(node.arguments, 400)}".strip()]
    skipped = ("Output", "Input")
    lines += [f"{key}: {short(told, 400)}" for key, told in node.details.items() if key not in skipped and told]
    return "\n".join(lines[:12])
