"""The models of a star: staging, dimensions, junk dimensions, dates, bridges and facts, in the order of building."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.design.source.model import Kind, SourceTable
from headgate.design.sql.fact import fact_sql
from headgate.design.sql.joins import Joins
from headgate.design.sql.names import called, day_key, hashed, model, quoted, raw, staged, staging_name
from headgate.design.star.model import (
    UNKNOWN,
    UNKNOWN_DATE,
    UNKNOWN_KEY,
    Bridge,
    Dimension,
    DimensionColumn,
    Junk,
    Star,
)


@dataclass(frozen=True, slots=True)
class Model:
    """One SELECT that makes a table or view."""

    name: str
    layer: str
    """`staging`, `dimension`, `bridge`, `fact`."""
    sql: str
    key: tuple[str, ...] = ()
    """Columns that no two rows share, none of them NULL."""


def models(star: Star) -> tuple[Model, ...]:
    """All models of a star, makers before readers."""
    found = [Model(staging_name(table), "staging", staging_sql(table), table.key) for table in _staged(star)]
    if star.has_dates:
        found.append(Model("dim_date", "dimension", date_sql(star.years), ("date_key",)))
    found += [Model(one.name, "dimension", dimension_sql(one, star), (one.key,)) for one in star.dimensions]
    found += [Model(one.name, "dimension", junk_sql(one, star), (one.key,)) for one in star.junks]
    found += [Model(one.name, "bridge", bridge_sql(one, star), bridge_key(one, star)) for one in star.bridges]
    found += [Model(one.name, "fact", fact_sql(one, star), one.key) for one in star.facts]
    return tuple(found)


def _staged(star: Star) -> list[SourceTable]:
    used: set[str] = set()
    for fact in star.facts:
        used.add(fact.base)
        for part in (*(c.attribute for c in fact.carried), *(d.attribute for d in fact.dates)):
            used |= {hop.end for hop in part.route.hops}
        for measure in fact.measures:
            used |= {hop.end for column in measure.expression.columns for hop in column.route.hops}
        used |= {hop.end for role in fact.roles for hop in role.route.hops}
        used |= {hop.end for junk in fact.junks for hop in junk.route.hops}
    for dimension in star.dimensions:
        used |= {dimension.table, *(hop.end for c in dimension.columns for hop in c.attribute.route.hops)}
    used |= {junk.table for junk in star.junks}
    used |= {name for bridge in star.bridges for name in (bridge.link.table, bridge.owner)}
    return [table for table in star.schema.tables if table.name in used]


def staging_sql(table: SourceTable) -> str:
    """A source table under names in snake case."""
    lines = []
    for column in table.columns:
        written = column.written or column.name
        lines.append(quoted(column.name) if written == column.name else f"{quoted(written)} as {quoted(column.name)}")
    return f"select\n  {_listed(lines)}\nfrom {raw(table)}"


def date_sql(years: tuple[int, int]) -> str:
    """One row for each day of the years, and one for an unknown day. The days are numbered by a join of digits."""
    first, last = years
    days = (last - first + 1) * 366
    digits = "select 0 as n " + " ".join(f"union all select {number}" for number in range(1, 10))
    places = len(str(days))
    names = [f"d{place}" for place in range(places)]
    number = " + ".join(f"{name}.n * {10**place}" for place, name in enumerate(names))
    crossed = " cross join ".join(f"digits as {name}" for name in names)
    start = f"cast('{first}-01-01' as date)"
    nothing = ", ".join([*["cast(null as date)"] * 4, *["cast(null as integer)"] * 4])
    return f"""with digits as ({digits}),
numbers as (select {number} as n from {crossed}),
days as (
  select cast({start} + interval (n) day as date) as date_day
  from numbers
  where n < {days}
)
select
  cast({day_key("date_day")} as integer) as date_key,
  date_day,
  cast(date_trunc('week', date_day) as date) as week_start,
  cast(date_trunc('month', date_day) as date) as month_start,
  cast(date_trunc('quarter', date_day) as date) as quarter_start,
  cast(extract(year from date_day) as integer) as calendar_year,
  cast(extract(quarter from date_day) as integer) as quarter_of_year,
  cast(extract(month from date_day) as integer) as month_of_year,
  cast(extract(isodow from date_day) as integer) as day_of_week,
  extract(isodow from date_day) >= 6 as is_weekend
from days
where extract(year from date_day) <= {last}
union all
select {UNKNOWN_DATE}, {nothing}, cast(null as boolean)"""


def dimension_sql(one: Dimension, star: Star) -> str:
    """A dimension with its unknown member."""
    schema = star.schema
    table = schema.table(one.table)
    joins = Joins(schema, one.table)
    own = joins.alias(())
    parts = [f"{quoted(own)}.{quoted(name)}" for name in (table.key or tuple(c.name for c in table.columns))]
    lines = [f"{hashed(parts)} as {quoted(one.key)}"]
    lines += [called(_attribute(column, joins, star), column.name) for column in one.columns]
    nothing = [f"'{UNKNOWN_KEY}'", *(_nothing(column, star) for column in one.columns)]
    return f"select\n  {_listed(lines)}\n{joins.text()}\nunion all\nselect\n  {_listed(nothing)}"


def _attribute(column: DimensionColumn, joins: Joins, star: Star) -> str:
    route = column.attribute.route
    table = star.schema.table(route.base)
    plain = joins.column(route, column.attribute.column)
    if column.current and table.validity is not None:
        parts = ", ".join(joins.column(route, name) for name in table.validity.natural)
        order = joins.column(route, table.validity.start)
        return f"first_value({plain}) over (partition by {parts} order by {order} desc)"
    if route.hops and star.schema.table(route.end).speaks(column.attribute.column):
        return f"case when {joins.missing(route)} then '{UNKNOWN}' else {plain} end"
    return plain


def _nothing(column: DimensionColumn, star: Star) -> str:
    attribute = column.attribute
    return (
        f"'{UNKNOWN}'"
        if star.schema.table(attribute.table).speaks(attribute.column)
        else f"cast(null as {column.type})"
    )


def junk_sql(one: Junk, star: Star) -> str:
    """Each combination of flags that occurs, and one for a row that is not there."""
    table = star.schema.table(one.table)
    names = [quoted(name) for name in one.columns]
    nothing = [f"'{UNKNOWN_KEY}'"]
    for name in one.columns:
        column = table.column(name)
        nothing.append(f"'{UNKNOWN}'" if column.kind is Kind.TEXT else f"cast(null as {column.type})")
    return (
        f"select distinct\n  {_listed([f'{hashed(names)} as {quoted(one.key)}', *names])}\nfrom {staged(table)}"
        f"\nunion all\nselect\n  {_listed(nothing)}"
    )


def bridge_key(one: Bridge, star: Star) -> tuple[str, ...]:
    return (*owner_columns(one, star), star.dimension(one.dimension).key)


def owner_columns(one: Bridge, star: Star) -> tuple[str, ...]:
    """The columns by which a bridge is joined on the side of the fact."""
    if one.owner_dimension:
        return (star.dimension(one.owner_dimension).key,)
    return star.schema.table(one.owner).key


def bridge_sql(one: Bridge, star: Star) -> str:
    """One row for each pair; an owner without any is paired with the unknown member, so that no fact is lost."""
    schema, link = star.schema, one.link
    far = star.dimension(one.dimension)
    here = " and ".join(
        f"owner.{quoted(b)} = link.{quoted(a)}" for a, b in zip(link.here.columns, link.here.there, strict=True)
    )
    there = " and ".join(
        f"link.{quoted(a)} = member.{quoted(b)}" for a, b in zip(link.there.columns, link.there.there, strict=True)
    )
    relation = model(one.owner_dimension) if one.owner_dimension else staged(schema.table(one.owner))
    own = [f"owner.{quoted(name)}" for name in owner_columns(one, star)]
    return f"""select
  {_listed(own)},
  coalesce(member.{quoted(far.key)}, '{UNKNOWN_KEY}') as {quoted(far.key)},
  1.0 / count(*) over (partition by {", ".join(own)}) as weight
from {relation} as owner
left join {staged(schema.table(link.table))} as link on {here}
left join {model(far.name)} as member on {there}"""


def _listed(lines: list[str]) -> str:
    return ",\n  ".join(lines)
