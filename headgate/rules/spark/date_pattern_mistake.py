"""A date pattern means something else than it seems to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.program import SparkProgram
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FUNCTIONS = ("date_format", "to_date", "to_timestamp", "from_unixtime", "unix_timestamp", "try_to_timestamp")
_OPTIONS = ("dateformat", "timestampformat", "timestampntzformat")
_QUOTED = re.compile(r"'[^']*'")
_MISTAKES = (
    (re.compile(r"YYYY"), "`YYYY` is the year of the week; the year is `yyyy`"),
    (re.compile(r"y[-/. ]?mm(?!m)|(?<!m)mm[-/. ]?(?:dd|yy)|dd[-/. ]?mm(?!m)"), "`mm` are minutes; months are `MM`"),
    (re.compile(r"M[-/. ]?DD(?!D)|(?<!D)DD[-/. ]?MM"), "`DD` is the day of the year; of the month it is `dd`"),
    (re.compile(r"[Hh]:?MM"), "`MM` are months; minutes are `mm`"),
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").select(
                F.to_date("day", "yyyy-mm-dd"),
                F.date_format("at", "YYYY-MM-dd"),
                F.to_timestamp("at", "yyyy-MM-dd hh:mm:ss"),
            )
            """,
            4,
            5,
            6,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").select(
                F.to_date("day", "yyyy-MM-dd"),
                F.date_format("at", "mm:ss"),
                F.to_timestamp("at", "yyyy-MM-dd hh:mm:ss a"),
                F.date_format("at", "yyyyMMdd'T'HHmmss"),
            )
            """,
            path="job.py",
        ),
    ],
)
def date_pattern_mistake(program: SparkProgram) -> Iterator[Found]:
    """A date pattern means something else than it seems to.

    ## Why it matters

    Letters of patterns differ by case: `mm` are minutes, `MM` months; `YYYY` is the year of the week, `yyyy` the
    year; `DD` the day of the year, `dd` of the month; `hh` the hour from 1 to 12, `HH` from 0 to 23. A wrong letter
    gives January for every date, NULL for every afternoon, or an exception.

    ## Instead

    `yyyy-MM-dd HH:mm:ss`.

    ## When it stays silent

    The letters fit their neighbours: minutes beside hours, months beside days and years, `hh` with `a`.

    ## Fix

    None is made by machine: what else reads or writes the text decides.
    """
    for call in program.calls:
        if call.receiver is None and call.method in _FUNCTIONS:
            pattern = call.argument(1, "format")
        elif call.method == "option" and call.arguments and (call.arguments[0].text or "").lower() in _OPTIONS:
            pattern = call.argument(1, "value")
        else:
            continue
        wrong = _mistake(pattern.text) if pattern is not None and pattern.text else ""
        if wrong and pattern is not None:
            yield Found(f"`{pattern.text}`: {wrong}.", call.line, f"{call.method}.{pattern.text}")


def _mistake(pattern: str) -> str:
    """What a pattern says that it cannot mean; empty where nothing is wrong."""
    plain = _QUOTED.sub("", pattern) if len(pattern) < 200 else ""
    found = next((why for wrong, why in _MISTAKES if wrong.search(plain)), "")
    twelve = "hh" in plain and "a" not in plain and "mm" in plain
    return found or ("`hh` is the hour from 1 to 12, without `a`; the hour of the day is `HH`" if twelve else "")
