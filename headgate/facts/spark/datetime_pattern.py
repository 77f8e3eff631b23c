"""Patterns of dates and times as Spark 3 and later read them, and the letters that people mix up.

Source: spark.apache.org/docs/latest/sql-ref-datetime-pattern.html; what each does was tried on Spark 3.5.
"""

from __future__ import annotations

import re

FUNCTIONS = frozenset(
    {
        *("date_format", "to_date", "to_timestamp", "from_unixtime", "unix_timestamp", "to_unix_timestamp"),
        *("try_to_timestamp", "to_timestamp_ntz", "to_timestamp_ltz"),
    }
)
_QUOTED = re.compile(r"'[^']*'")
_LETTER = re.compile(r"[A-Za-z]")
_MONTH_AS_MINUTE = re.compile(r"[Hh]{1,2}\W?MM")
_FRACTION_AS_SECOND = re.compile(r"mm\W?SS(?!S)")


def fault(pattern: str) -> str:
    """What a pattern does that cannot be meant, in words; empty where nothing is known against it.

    >>> fault("yyyy-mm-dd"), fault("yyyy-MM-dd HH:mm:ss")
    ('`mm` is minutes, so every month is read and written wrong; `MM` is the month', '')
    """
    letters = _QUOTED.sub("", pattern)
    used = set(_LETTER.findall(letters))
    if "%" in pattern or not used:
        return ""
    if "Y" in used:
        return "`Y` is the year of the week, which Spark 3 refuses with an error; `y` is the year"
    if "mm" in letters and not used & set("HhKkMLas") and used & set("yd"):
        return "`mm` is minutes, so every month is read and written wrong; `MM` is the month"
    if "DD" in letters and "DDD" not in letters and "d" not in used and used & {"M", "m"}:
        return "`DD` is the day of the year, 1 to 366; `dd` is the day of the month"
    if _MONTH_AS_MINUTE.search(letters) and "m" not in used:
        return "`MM` behind the hour is the month; `mm` is minutes"
    if _FRACTION_AS_SECOND.search(letters) and "s" not in used:
        return "`SS` is the fraction of a second; `ss` is seconds"
    if "hh" in letters and "mm" in letters and not used & {"a", "B"}:
        return "`hh` is the hour from 1 to 12 and nothing tells the half of the day; `HH` is the hour from 0 to 23"
    return ""
