"""Settings that a program makes: on the builder, on a `SparkConf`, on the session, by SQL `SET`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value
from headgate.facts.spark.settings.commands import submitted

_SESSION_SQL = re.compile(r"^\s*SET\s+(spark\.[\w.]+)\s*=\s*([^;]+?)\s*;?\s*$", re.I)


def settings_of(program: SparkProgram) -> tuple[SparkSetting, ...]:
    """The settings that a program makes."""
    found: list[SparkSetting] = []
    for call in program.calls:
        found += _of_call(call)
    return tuple(found)


def _of_call(call: Call) -> Iterator[SparkSetting]:
    if call.method in ("config", "set", "setAll", "setIfMissing") and call.on in (Sort.BUILDER, Sort.CONF):
        origin = "runtime" if call.on is Sort.CONF else "builder"
        key, value = call.argument(0, "key"), call.argument(1, "value")
        if key is not None and key.text:
            yield SparkSetting(key.text, _shown(value), call.line, origin)
        for given in call.values():
            yield from _of_pairs(given, call.line, origin)
    elif call.method in ("master", "setMaster") and call.arguments and call.arguments[0].text:
        yield SparkSetting("spark.master", call.arguments[0].text, call.line, "builder")
    elif call.method == "sql" and call.arguments and call.arguments[0].text:
        matched = _SESSION_SQL.match(call.arguments[0].text)
        if matched:
            yield SparkSetting(matched.group(1), matched.group(2), call.line, "runtime")
    else:
        for value in call.values():
            if value.text and "spark-submit" in value.text:
                yield from submitted(value.text, value.line or call.line)


def _of_pairs(value: Value, line: int, origin: str) -> Iterator[SparkSetting]:
    """Settings in a dict (`map=`) or in a list of pairs (`setAll`)."""
    if value.operator == "dict":
        half = len(value.parts) // 2
        pairs = list(zip(value.parts[:half], value.parts[half:], strict=True))
    else:
        pairs = [(p.parts[0], p.parts[1]) for p in value.parts if p.operator == "list" and len(p.parts) == 2]
    for key, given in pairs:
        if key.text and key.text.startswith("spark."):
            yield SparkSetting(key.text, _shown(given), key.line or line, origin)


def _shown(value: Value | None) -> str:
    if value is None or not value.is_constant:
        return ""
    return str(value.constant).lower() if isinstance(value.constant, bool) else str(value.constant)
