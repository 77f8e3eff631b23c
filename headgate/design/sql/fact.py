"""The SQL of a fact."""

from __future__ import annotations

from headgate.design.question.model import Attribute, Expression
from headgate.design.sql.joins import Joins, version_at
from headgate.design.sql.names import called, day_key, hashed, model, quoted
from headgate.design.star.model import UNKNOWN, UNKNOWN_DATE, UNKNOWN_KEY, Fact, JunkRole, Role, Star


def fact_sql(one: Fact, star: Star) -> str:
    """One row for each row of the base, with the keys of its dimensions, looked up by the source's own keys."""
    joins = Joins(star.schema, one.base)
    if one.when is not None:
        joins.when = joins.column(one.when.route, one.when.column)
    lines = [called(_carried(c.attribute, joins, star), c.name) for c in one.carried]
    lines += [called(_day(date.attribute, joins), date.column) for date in one.dates]
    lines += [called(_member(role, joins, star), role.column) for role in one.roles]
    lines += [called(_flags(junk, joins, star), junk.column) for junk in one.junks]
    lines += [called(reckoned(m.expression, joins), m.name) for m in one.measures]
    listed = ",\n  ".join(lines)
    return f"select\n  {listed}\n{joins.text()}"


def reckoned(expression: Expression, joins: Joins) -> str:
    """An expression over the joined rows."""
    return expression.template.format(*(joins.column(c.route, c.column) for c in expression.columns))


def _carried(attribute: Attribute, joins: Joins, star: Star) -> str:
    plain = joins.column(attribute.route, attribute.column)
    if attribute.route.hops and star.schema.table(attribute.table).speaks(attribute.column):
        return f"case when {joins.missing(attribute.route)} then '{UNKNOWN}' else {plain} end"
    return plain


def _day(attribute: Attribute, joins: Joins) -> str:
    day = joins.column(attribute.route, attribute.column)
    return f"cast(coalesce({day_key(f'cast({day} as date)')}, {UNKNOWN_DATE}) as integer)"


def _member(role: Role, joins: Joins, star: Star) -> str:
    """The key of the member, or of the unknown one where there is none."""
    dimension = star.dimension(role.dimension)
    hop = role.route.hops[-1]
    before = role.route.hops[:-1]
    owner = joins.alias(before)
    on = [
        f"{quoted(owner)}.{quoted(here)} = {{it}}.{quoted(there)}"
        for here, there in zip(hop.key.columns, hop.key.there, strict=True)
    ]
    table = star.schema.table(dimension.table)
    if hop.key.versioned and table.validity is not None:
        on += [
            part.replace("it_.", "{it}.")
            for part in version_at("it_", table.validity.start, table.validity.end, joins.when)
        ]
    name = joins.join(model(dimension.name), role.name, " and ".join(on))
    return f"coalesce({quoted(name)}.{quoted(dimension.key)}, '{UNKNOWN_KEY}')"


def _flags(role: JunkRole, joins: Joins, star: Star) -> str:
    junk = star.junk(role.junk)
    key = hashed([joins.column(role.route, name) for name in junk.columns])
    return f"case when {joins.missing(role.route)} then '{UNKNOWN_KEY}' else {key} end" if role.route.hops else key
