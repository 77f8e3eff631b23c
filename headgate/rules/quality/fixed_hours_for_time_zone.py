"""Rule: A fixed number of hours, or a zone without summer time, where clocks change twice a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LOCAL = re.compile(
    r"(?:^|_)(?:local|localtime|pacific|mountain|central|eastern|pst|pdt|est|edt|cst|cdt|mst|mdt|pt|et|cet|cest|bst|"
    r"paris|london|berlin|amsterdam|madrid|rome|brussels|vienna|zurich|new_york|los_angeles|chicago|denver)(?:_|$)"
)
"""Names of columns that hold a clock's time where summer time is kept."""
_FIXED = frozenset(("est", "mst", "hst", "pst", "pdt", "edt", "cdt", "mdt", "cest", "bst"))
"""Abbreviations of one half of the year, which engines take as a fixed offset."""
_ADDED = (
    *(exp.DateAdd, exp.DateSub, exp.TimestampAdd, exp.TimestampSub, exp.DatetimeAdd, exp.DatetimeSub),
    *(exp.TsOrDsAdd,),
)
_MOST_HOURS = 12


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select id, created_at - interval '8 hours' as created_at_pst from orders\n", 1, path="q.sql"),
        fires(
            """
            select id,
              created_at - interval '5 hours' as created_at_local
            from orders
            """,
            2,
            path="q.sql",
        ),
        fires("select id, created_at at time zone 'EST' as at from orders\n", 1, path="q.sql"),
        silent("select id, created_at at time zone 'America/New_York' as created_at_local from orders\n", path="q.sql"),
        silent("select id, created_at + interval '9 hours' as created_at_jst from orders\n", path="q.sql"),
        silent("select id, created_at + interval '2 hours' as due_at from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A fixed number of hours, or a zone without summer time, where clocks change twice a year.

    ## Why it matters
    In one half of the year the local time is an hour off: events near midnight fall on the wrong day, and days and
    hours do not line up with what people saw on their clocks (DST).

    ## Instead
    The zone by its name: `at time zone 'America/New_York'`, `convert_timezone('UTC', 'Europe/Paris', ts)`.

    ## When it stays silent
    Neither the alias nor the column speaks of a local time where summer time is kept; the hours are no offset.

    ## Fix
    Convert by the zone's name.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            zone = _zone(node)
            if zone in _FIXED:
                message = (
                    f"The time zone {zone.upper()} is a fixed offset without daylight saving time (DST): for half of "
                    "the year the time is an hour off. Name the place, such as America/New_York."
                )
                yield Found(message, statement.line(node), shown(node))
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else []:
            moved = _moved(bare(item.this)) if isinstance(item, exp.Alias) else None
            if moved is not None and _LOCAL.search(item.alias.lower()) and not _LOCAL.search(moved.name.lower()):
                message = (
                    f"{item.alias} is {shown(item.this)}: a fixed number of hours is no time zone, since daylight "
                    "saving time (DST) moves the clocks twice a year. Convert by the zone's name."
                )
                yield Found(message, statement.line(item), item.alias.lower())


def _zone(node: exp.Expr) -> str:
    """The time zone that a conversion names, folded; empty for anything else."""
    found: object = None
    if isinstance(node, exp.AtTimeZone | exp.FromTimeZone):
        found = node.args.get("zone")
    elif isinstance(node, exp.ConvertTimezone):
        found = node.args.get("target_tz")
    return str(found.this).lower() if isinstance(found, exp.Literal) and found.is_string else ""


def _moved(node: exp.Expr) -> exp.Column | None:
    """The column that is moved by a whole number of hours, as an offset from UTC moves it."""
    while isinstance(node, exp.Cast | exp.TryCast | exp.Date | exp.DateTrunc | exp.TimestampTrunc):
        node = bare(node.this)
    if not isinstance(node, (exp.Add, exp.Sub, *_ADDED)):
        return None
    column = bare(node.this)
    while isinstance(column, exp.Cast | exp.TryCast):
        column = bare(column.this)
    hours = _hours(node, bare(node.expression)) if node.args.get("expression") is not None else None
    if not isinstance(column, exp.Column) or hours is None or not 0 < hours <= _MOST_HOURS:
        return None
    return column


def _hours(node: exp.Expr, by: exp.Expr) -> int | None:
    unit = node.args.get("unit")
    if isinstance(by, exp.Interval):
        unit, by = by.args.get("unit") or unit, by.this or exp.Null()
    name = str(unit.name).lower().rstrip("s") if isinstance(unit, exp.Expr) else ""
    while isinstance(by, exp.Neg | exp.Paren | exp.Mul):
        by = by.this if not isinstance(by, exp.Mul) else by.expression if by.this.sql() == "-1" else by.this
    text = str(by.this) if isinstance(by, exp.Literal) else ""
    text = text.lstrip("+-")
    return int(text) if name == "hour" and text.isdigit() else None
