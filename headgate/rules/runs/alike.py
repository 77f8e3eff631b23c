"""Which measured fault a rule about code foretells."""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS = ("spark/adaptive-execution-off", "spark/hardcoded-shuffle-partitions", "spark/contradicting-settings")
"""Rules about settings, which act on every stage and not on those of their line."""
_PARTITIONS = ("tiny-tasks", "too-many-shuffle-partitions", "too-few-tasks", "memory-spill", "huge-tasks")
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "action-in-loop": ("repeated-action", "recomputed-frame"),
    "adaptive-execution-off": ("skewed-stage", "too-many-shuffle-partitions", "small-side-sorted"),
    "cache-used-once": ("evicted-cache",),
    "cartesian-join": ("cartesian-join", "rows-multiplied"),
    "collect-to-driver": ("large-collect",),
    "csv-through-driver": ("large-collect",),
    "group-by-key": ("skewed-stage", "memory-spill", "garbage-collection"),
    "hardcoded-partitions": ("tiny-tasks", "too-few-tasks", "small-output-files", "huge-tasks"),
    "hardcoded-shuffle-partitions": _PARTITIONS,
    "loop-in-udf": ("python-udf-time",),
    "many-explodes": ("rows-multiplied",),
    "non-equi-join": ("cartesian-join",),
    "partitioned-by-identifier": ("small-output-files",),
    "persist-without-level": ("evicted-cache",),
    "python-logic-on-columns": ("python-udf-time",),
    "python-udf": ("python-udf-time",),
    "recomputed-frame": ("recomputed-frame", "repeated-action"),
    "repartition-before-write": ("small-output-files", "tiny-tasks"),
    "single-partition": ("too-few-tasks", "window-without-partition"),
    "sort-before-write": ("memory-spill",),
    "udf-in-filter": ("python-udf-time",),
    "unbounded-to-pandas": ("large-collect",),
    "window-without-partition": ("window-without-partition", "too-few-tasks"),
    "with-column-in-loop": ("driver-gap",),
}
"""By the last part of both rules' ids."""


def alike_rules(rule: str) -> tuple[str, ...]:
    """Ids of the rules over runs that speak of what `rule` foretells; the likeliest first."""
    specialist, _, name = rule.partition("/")
    return tuple(f"measured/{one}" for one in _ALIKE.get(name, ())) if specialist == "spark" else ()
