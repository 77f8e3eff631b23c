"""The tables of a star with their columns and types."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.design.sql.models import bridge_key, owner_columns
from headgate.design.star.model import Bridge, Dimension, Fact, Junk, Star

HASH = "varchar(32)"


@dataclass(frozen=True, slots=True)
class StarColumn:
    name: str
    type: str
    required: bool = False
    points_to: str = ""
    """The dimension whose key it holds."""
    about: str = ""


@dataclass(frozen=True, slots=True)
class StarTable:
    name: str
    layer: str
    """`dimension`, `bridge` or `fact`."""
    columns: tuple[StarColumn, ...]
    key: tuple[str, ...]
    about: str


def tables(star: Star) -> tuple[StarTable, ...]:
    """All tables of a star, those that are pointed to first."""
    found = [_dates()] if star.has_dates else []
    found += [_dimension(one, star) for one in star.dimensions]
    found += [_junk(one, star) for one in star.junks]
    found += [_bridge(one, star) for one in star.bridges]
    found += [_fact(one, star) for one in star.facts]
    return tuple(found)


def _dates() -> StarTable:
    plain = [("date_day", "date"), ("week_start", "date"), ("month_start", "date"), ("quarter_start", "date")]
    plain += [(name, "integer") for name in ("calendar_year", "quarter_of_year", "month_of_year", "day_of_week")]
    columns = [StarColumn("date_key", "integer", required=True, about="the day as yyyymmdd; -1 for an unknown day")]
    columns += [StarColumn(name, kind) for name, kind in (*plain, ("is_weekend", "boolean"))]
    return StarTable("dim_date", "dimension", tuple(columns), ("date_key",), "One row for each day.")


def _dimension(one: Dimension, star: Star) -> StarTable:
    table = star.schema.table(one.table)
    of = "each version of a row" if one.scd.type in (2, 6) else "each row"
    columns = [
        StarColumn(
            one.key,
            HASH,
            required=True,
            about=f"surrogate key: hash of {', '.join(table.key)}; -1 for the unknown member",
        )
    ]
    columns += [StarColumn(c.name, c.type, about=_about(one, c.name)) for c in one.columns]
    if one.snapshot:
        columns += [
            StarColumn("valid_from", "timestamp", about=f"by {one.snapshot}"),
            StarColumn("valid_to", "timestamp"),
        ]
    return StarTable(
        one.name,
        "dimension",
        tuple(columns),
        (one.key,),
        f"One row for {of} of {table.name}, and one for the unknown. Type {one.scd.type}: {one.scd.reason}.",
    )


def _about(one: Dimension, name: str) -> str:
    return "the source's own key" if name in one.natural else ""


def _junk(one: Junk, star: Star) -> StarTable:
    table = star.schema.table(one.table)
    columns = [
        StarColumn(one.key, HASH, required=True, about="surrogate key: hash of all flags; -1 for an unknown row")
    ]
    columns += [StarColumn(name, table.column(name).type) for name in one.columns]
    return StarTable(
        one.name,
        "dimension",
        tuple(columns),
        (one.key,),
        f"Junk dimension: one row for each combination of {', '.join(one.columns)} that occurs.",
    )


def _bridge(one: Bridge, star: Star) -> StarTable:
    far = star.dimension(one.dimension)
    owner = star.schema.table(one.owner)
    columns = []
    for name in owner_columns(one, star):
        if one.owner_dimension:
            columns.append(StarColumn(name, HASH, required=True, points_to=one.owner_dimension))
        else:
            columns.append(
                StarColumn(name, owner.column(name).type, required=True, about=f"the number of its {one.owner}")
            )
    columns.append(StarColumn(far.key, HASH, required=True, points_to=far.name))
    columns.append(
        StarColumn("weight", "double", required=True, about="the share of each; the shares of one owner add up to 1")
    )
    return StarTable(
        one.name,
        "bridge",
        tuple(columns),
        bridge_key(one, star),
        f"One row for each pair of {one.owner} and {far.table}.",
    )


def _fact(one: Fact, star: Star) -> StarTable:
    schema = star.schema
    columns = []
    for carried in one.carried:
        column = schema.table(carried.attribute.table).column(carried.attribute.column)
        columns.append(StarColumn(carried.name, column.type, carried.name in one.key, about=carried.why))
    columns += [StarColumn(d.column, "integer", required=True, points_to="dim_date") for d in one.dates]
    columns += [StarColumn(r.column, HASH, required=True, points_to=r.dimension) for r in one.roles]
    columns += [StarColumn(j.column, HASH, required=True, points_to=j.junk) for j in one.junks]
    columns += [
        StarColumn(m.name, m.type, about=f"{m.additivity.kind.value}: {m.additivity.reason}") for m in one.measures
    ]
    return StarTable(one.name, "fact", tuple(columns), one.key, f"{one.type.value.capitalize()} fact: {one.grain}.")


def bytes_of(kind: str) -> int:
    """What a value of a type takes, roughly and before compression."""
    if kind == HASH:
        return 32
    known = {"bigint": 8, "double": 8, "integer": 4, "date": 4, "timestamp": 8, "boolean": 1}
    return known.get(kind, 8 if kind.startswith("decimal") else TEXT_BYTES)


TEXT_BYTES = 20
"""Assumed of a text, for want of its true length."""
