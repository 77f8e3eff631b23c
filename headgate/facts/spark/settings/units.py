"""Whether a value is what its setting takes, and means what it seems to mean."""

from __future__ import annotations

import re

from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings import known, quantities
from headgate.facts.spark.settings.session import fixed

_SIZE_FACTOR = 1_000
_TIME_FACTOR = 100
_LEAST_HEAP = 450 << 20
"""Bytes of heap under which Spark does not start. Source: `UnifiedMemoryManager`, 300 MiB reserved, times 1.5."""
_HEAPS = ("spark.executor.memory", "spark.driver.memory")
_WORDS = {
    "bool": "`true` or `false`", "int": "a whole number", "float": "a number",
    "size": "a size such as `512m` or `4g`, without fraction, space or quotes",
    "time": "a time such as `30s` or `10min`, without fraction, space or quotes",
}  # fmt: skip
_SERVICE_WORDS = frozenset(("auto", "default"))
"""What managed services take beside Spark's own values."""
_WHOLE = re.compile(r"-?\d{1,19}")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?")


def refused(one: SparkSetting) -> str:
    """What `one` must be, where Spark would not take its value; empty where it does or where that is not told."""
    described = known.setting(one.key)
    if described is None or not fixed(one) or one.value.lower() in _SERVICE_WORDS:
        return ""
    value = one.value.strip() if one.origin != "submit" else one.value
    if described.type == "choice":
        taken = {choice.lower() for choice in described.choices}
        return "" if value.lower() in taken else "one of " + ", ".join(f"`{choice}`" for choice in described.choices)
    takes = {
        "bool": value.lower() in ("true", "false"),
        "int": _WHOLE.fullmatch(value) is not None,
        "float": _NUMBER.fullmatch(value) is not None,
        "size": quantities.size(value, described.unit or "b") is not None,
        "time": quantities.duration(value, described.unit or "ms") is not None,
    }
    return "" if takes.get(described.type, True) else _WORDS[described.type]


def implausible(one: SparkSetting) -> str:
    """How Spark reads the bare number of `one`, where that is far from anything that can be meant; else empty."""
    described = known.setting(one.key)
    if described is None or not fixed(one) or not described.unit or not one.value.isdecimal() or len(one.value) > 18:
        return ""
    if described.type == "size":
        size, usual = quantities.size(one.value, described.unit), quantities.size(described.default, described.unit)
        too_small = one.key in _HEAPS and size is not None and size < _LEAST_HEAP // 4
        if size and (too_small or _far(size, usual, _SIZE_FACTOR)):
            return quantities.readable(size)
    elif described.type == "time":
        time, usual_time = (quantities.duration(text, described.unit) for text in (one.value, described.default))
        if time and _far(time, usual_time, _TIME_FACTOR):
            return quantities.lasting(time)
    return ""


def _far(value: float, usual: float | None, factor: int) -> bool:
    return bool(usual) and usual is not None and usual > 0 and not usual / factor < value < usual * factor
