"""Which column a phrase means, seen from the rows of a base table."""

from __future__ import annotations

from headgate.design.question.lexicon import Lexicon, Meaning
from headgate.design.question.model import Attribute
from headgate.design.route import Hop, Route

_GENERIC = frozenset(("name", "title", "description", "code", "type", "status", "id", "category", "label", "kind"))
"""Words that many tables have a column of; the nearest is not good enough."""


class Unsettled(Exception):  # noqa: N818 - an answer about a question, not a failure of Headgate
    """A phrase is not understood, with the reason."""


def attribute(phrase: str, base: str, lexicon: Lexicon, notes: list[str]) -> Attribute:
    """The column that `phrase` means from `base`: the nearest one, told where there are others.

    Raises:
        Unsettled: no column is called so, none can be reached, or several are as near.
    """
    current = phrase.startswith("current ")
    meanings = lexicon.columns(phrase)
    if not meanings and current:
        meanings = lexicon.columns(phrase.removeprefix("current "))
    else:
        current = False
    if not meanings:
        raise Unsettled(f"'{phrase}' is no column or table of any source{_like(phrase, lexicon)}")
    found = [(route, one) for one in meanings for route in ways(base, one, lexicon)]
    if not found:
        listed = ", ".join(f"{one.table}.{one.column}" for one in meanings)
        raise Unsettled(f"a row of {base} does not tell which row of {meanings[0].table} it belongs to ({listed})")
    least = min(route.length for route, _ in found)
    near = [(route, one) for route, one in found if route.length == least]
    if len({(one.table, one.column) for _, one in near}) > 1:
        listed = " or ".join(sorted({f"{one.table}.{one.column}" for _, one in near}))
        raise Unsettled(f"'{phrase}' may be {listed}; name the table")
    if len({route for route, _ in near}) > 1:
        listed = " or ".join(sorted(str(route) for route, _ in near))
        raise Unsettled(
            f"'{phrase}' may be reached by {listed}; say which, as in `{_role(near[0][0])} {near[0][1].column}`"
        )
    route, meaning = near[0]
    others = sorted({f"{one.table}.{one.column}" for one in meanings} - {f"{meaning.table}.{meaning.column}"})
    if others and route.length and phrase.lower() in _GENERIC:
        raise Unsettled(f"'{phrase}' may be {meaning.table}.{meaning.column}, {', '.join(others)}; name the table")
    if others:
        notes.append(
            f"'{phrase}' is read as {meaning.table}.{meaning.column}, the nearest to {base}, not {', '.join(others)}"
        )
    if lexicon.table(phrase) == meaning.table:
        notes.append(f"'{phrase}' is read as {meaning.table}.{meaning.column}")
    if route.link is not None:
        notes.append(
            f"a row of {base} may have several of {route.link.there.table}: it counts in full for each of them"
        )
    return Attribute(meaning.column, route, current)


def ways(base: str, meaning: Meaning, lexicon: Lexicon) -> tuple[Route, ...]:
    """The routes from `base` to the table of a meaning; over a link only where there is no plain one."""
    routes = lexicon.routes
    found = routes.single(base, meaning.table) or routes.across(base, meaning.table)
    if meaning.role:
        return tuple(route for route in found if any(_is_meant(hop, meaning) for hop in (*route.hops, *route.after)))
    return found


def _is_meant(hop: Hop, meaning: Meaning) -> bool:
    return hop.key.stem == meaning.role and meaning.via in ("", hop.start)


def _role(route: Route) -> str:
    return route.hops[-1].key.stem.replace("_", " ") if route.hops else route.base


def _like(phrase: str, lexicon: Lexicon) -> str:
    last = phrase.rsplit(maxsplit=1)[-1] if phrase else ""
    near = sorted(
        f"{table.name}.{column.name}"
        for table in lexicon.schema.tables
        for column in table.columns
        if len(last) > 3 and last[:5] in column.name
    )
    return f"; there are {', '.join(near[:4])}" if near else ""
