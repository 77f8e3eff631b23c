"""Filling old rows in slices, so that no transaction is long and no lock is wide."""

from __future__ import annotations

from headgate.impact.plan.model import Size

SLICE = 10_000
"""Rows of one slice."""


def backfill(table: str, column: str, value: str, dialect: str, source: str = "") -> str:
    """The statement that fills one slice, to be run until it changes nothing; `source` is the column copied from."""
    condition = f"{column} IS NULL AND {source} IS NOT NULL" if source else f"{column} IS NULL"
    if dialect in ("postgres", "redshift", "duckdb", ""):
        return (
            f"UPDATE {table} SET {column} = {value}\n"
            f"WHERE ctid IN (SELECT ctid FROM {table} WHERE {condition} LIMIT {SLICE} FOR UPDATE SKIP LOCKED);"
        )
    if dialect == "mysql":
        return f"UPDATE {table} SET {column} = {value} WHERE {condition} ORDER BY <primary key> LIMIT {SLICE};"
    if dialect == "tsql":
        return f"UPDATE TOP ({SLICE}) {table} SET {column} = {value} WHERE {condition};"
    if dialect == "oracle":
        return f"UPDATE {table} SET {column} = {value} WHERE {condition} AND ROWNUM <= {SLICE};\nCOMMIT;"
    # Warehouses write whole partitions anew; small slices would cost more than one pass each.
    return f"UPDATE {table} SET {column} = {value} WHERE {condition} AND <partition> = <each in turn>;"


def arithmetic(size: Size) -> tuple[str, ...]:
    """How many slices, and how long the data takes at the given rate."""
    lines = []
    if size.rows:
        slices = -(-size.rows // SLICE)
        lines.append(f"{size.rows:,} rows in slices of {SLICE:,}: {slices:,} transactions")
        lines.append(f"at one slice a second with a pause as long: {duration(2 * slices)}")
    if size.bytes:
        once = duration(2 * size.bytes / size.rate)
        lines.append(f"{readable(size.bytes)} read and written once: {once} at {readable(size.rate)}/s")
        lines.append(f"free disk for a column or table beside the old one: up to {readable(size.bytes)}")
    return tuple(lines)


def readable(number: float) -> str:
    """Bytes for people.

    >>> readable(1_500_000)
    '1.5 MB'
    """
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 1_000:
            return f"{number:.3g} {unit}"
        number /= 1_000
    return f"{number:,.3g} PB"


def duration(seconds: float) -> str:
    """Seconds for people.

    >>> duration(7_200)
    '2 h'
    """
    for most, unit, size in ((120, "s", 1), (7_200, "min", 60), (172_800, "h", 3_600)):
        if seconds < most:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 86_400:,.3g} days"
