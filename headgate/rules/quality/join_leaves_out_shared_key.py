"""Rule: A join that leaves out a column which all other joins of the query compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from headgate.facts.sql.expressions import columns_of, conjuncts, passes_on
from headgate.facts.sql.keys import Keys
from headgate.facts.sql.rows import Link, link_of
from headgate.facts.sql.scopes import Relation, Scope, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FEWEST = 2
"""Other joins that must compare the column."""
_SLICE = re.compile(
    r"(?:^|_)(?:year|yr|quarter|month|week|date|day|period|tenant|tenant_code|tenant_id|source|source_relation|"
    r"source_system|platform|environment|version)$"
)
"""Names of what cuts a whole warehouse in slices, so that no key holds across them."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with staff as (select person, school, school_year, title from raw_staff)
            select a.person, l.title as district_title, s.title as school_title
            from associations a
            join schools d on d.school = a.school and d.school_year = a.school_year
            join calendars c on c.school = a.school and c.school_year = a.school_year
            left join staff s on s.person = a.person and s.school = a.school
            """,
            6,
            path="q.sql",
        ),
        silent(
            """
            with staff as (select person, school, school_year, title from raw_staff)
            select a.person, s.title as school_title
            from associations a
            join schools d on d.school = a.school and d.school_year = a.school_year
            join calendars c on c.school = a.school and c.school_year = a.school_year
            left join staff s on s.person = a.person and s.school_year = a.school_year
            """,
            path="q.sql",
        ),
        silent(
            """
            with staff as (select person, max(title) as title, max(school_year) as school_year
              from raw_staff group by person)
            select a.person, s.title as school_title
            from associations a
            join schools d on d.school = a.school and d.school_year = a.school_year
            join calendars c on c.school = a.school and c.school_year = a.school_year
            left join staff s on s.person = a.person
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join that leaves out a column which all other joins of the query compare.

    ## Why it matters
    The other relations are joined by year (or tenant, or source) as well, and this one has the year too. Joined
    without it, each row meets the rows of all years: it comes several times, with values that are not its own.

    ## Instead
    The same condition in this join.

    ## When it stays silent
    The column is none of a year, date, tenant, source or the like; fewer than two other joins compare it, or some leave
    it out as well; the joined relation is not known to
    have the column, or is the one that gives it to the others, or is known to be unique on what is compared; a filter
    fixes the column.

    ## Fix
    Add the column to ON.
    """
    keys = Keys(statement.scopes)
    for scope in statement.scopes.all:
        if len(scope.relations) <= _FEWEST or not isinstance(scope.query, exp.Select):
            continue
        links = {one.name: link_of(one, scope) for one in scope.relations[1:] if one.name}
        for column in sorted(_shared(links)):
            with_it = [name for name, link in links.items() if column in link.columns]
            without = [one for one in scope.relations[1:] if one.name in links and one.name not in with_it]
            given = {name for one in with_it for name, compared in links[one].others.items() if column in compared}
            if len(with_it) < _FEWEST or len(without) != 1 or without[0].name in given:
                continue
            relation, link = without[0], links[without[0].name]
            if not link.columns or not link.only_equalities or not _has(relation, column, statement):
                continue
            unique = any(set(key.columns) <= link.columns for key in keys.of_relation(relation).keys)
            if unique or _is_fixed(relation, column, scope):
                continue
            message = (
                f"{relation.name} is joined on {', '.join(sorted(link.columns))} without {column}, which it has and "
                f"which the joins of {', '.join(with_it[:3])} compare: its rows of every {column} meet (fan-out)."
            )
            yield Found(message, statement.line(relation.node), f"{relation.name} {column}")


def _shared(links: Mapping[str, Link]) -> set[str]:
    """Columns for a slice that a join compares with a column of the same name."""
    return {
        column
        for link in links.values()
        for column in link.columns
        if _SLICE.search(column) and any(column in other for other in link.others.values())
    }


def _has(relation: Relation, name: str, statement: SqlStatement, depth: int = 0) -> bool:
    """Whether the query of a relation is known to give a column `name`, as a column or by a star over one that has."""
    if relation.query is None or depth > 20:
        return False
    for branch in branches(relation.query):
        scope = statement.scopes.of(branch)
        if scope is None or not isinstance(branch, exp.Select):
            return False
        if any(item.alias_or_name.lower() == name for item in branch.expressions if not item.is_star):
            continue
        stars = [item for item in branch.expressions if item.is_star]
        if len(stars) != 1 or len(scope.relations) != 1 or not passes_on(stars[0], name):
            return False
        if not _has(scope.relations[0], name, statement, depth + 1):
            return False
    return True


def _is_fixed(relation: Relation, name: str, scope: Scope) -> bool:
    """Whether a condition of the query or of the relation's own asks for one value of the column."""
    clauses = [scope.query.args.get("where")]
    clauses += [branch.args.get("where") for branch in branches(relation.query)] if relation.query is not None else []
    parts = [part for clause in clauses if clause is not None for part in conjuncts(clause.this)]
    return any(column.name.lower() == name for part in parts for column in columns_of(part))
