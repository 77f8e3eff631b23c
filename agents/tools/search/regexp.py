"""Regular expressions in linear time: DuckDB's are those of RE2, which has no backtracking.

Source: DuckDB manual, "Regular Expressions"; RE2, "Syntax" (no back references, no look-around).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from agents.tools.workspace import CannotAnswerError

_MATCHES = (
    "SELECT i FROM (SELECT unnest($1::VARCHAR[]) AS l, unnest(range(len($1::VARCHAR[]))) AS i) "
    "WHERE regexp_matches(l, $2, '{case}') ORDER BY i"
)


def matching(pattern: str, texts: Sequence[str], case: bool) -> list[int]:
    """The places of those `texts` in which `pattern` matches anywhere.

    Raises:
        CannotAnswerError: it is no regular expression of RE2, or too large.
    """
    if not texts:
        return []
    connection = duckdb.connect(":memory:", config={"enable_external_access": "false", "threads": "1"})
    try:
        rows = connection.execute(_MATCHES.format(case="c" if case else "i"), [list(texts), pattern]).fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        why = str(error).split(":", 1)[-1].strip().split("\n")[0]
        raise CannotAnswerError(f"/{pattern[:80]}/ is no regular expression of RE2 ({why[:120]}).") from error
    finally:
        connection.close()
    return [int(row[0]) for row in rows]
