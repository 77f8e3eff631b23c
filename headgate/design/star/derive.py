"""From sources and questions to a star."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from headgate.design.nature import Judged, Nature, natures
from headgate.design.question.model import Question
from headgate.design.route import Link
from headgate.design.source.model import SourceSchema
from headgate.design.source.words import noun
from headgate.design.star.dimensions import attributes, dimension
from headgate.design.star.facts import FactDraft
from headgate.design.star.flags import is_flag
from headgate.design.star.model import Bridge, Dimension, Fact, Junk, Star

_ADDED = ("sum", "avg", "closing")


def derive(schema: SourceSchema, questions: Sequence[Question], years: tuple[int, int]) -> Star:
    """The star that answers `questions`; tables that none of them touches are left out, and told."""
    natures = _natures(schema, questions)
    bases = list(dict.fromkeys(q.base for q in questions if natures[q.base].nature is Nature.EVENT))
    flagged = {
        table.name: flags
        for table in schema.tables
        if natures[table.name].nature is Nature.EVENT
        and len(flags := tuple(c.name for c in table.columns if is_flag(c, table))) >= 2
    }
    kept = frozenset(name for question in questions for name in question.history)
    drafts = [
        FactDraft(schema.table(base), schema, natures, [q for q in questions if q.base == base], flagged, kept)
        for base in bases
    ]
    facts = [draft.made() for draft in drafts]
    pointed = [role.dimension for fact in facts for role in fact.roles]
    pointed += [question.base for question in questions if natures[question.base].nature is Nature.THING]
    links = list(dict.fromkeys(link for q in questions for a in attributes(q) if (link := a.route.link) is not None))
    pointed += [link.there.table for link in links] + [
        link.here.table for link in links if natures[link.here.table].nature is Nature.THING
    ]
    tables = list(dict.fromkeys(pointed))
    dimensions = tuple(dimension(schema.table(name), schema, natures, questions) for name in tables)
    names = {one.table: one.name for one in dimensions}
    facts = [
        replace(fact, roles=tuple(replace(role, dimension=names[role.dimension]) for role in fact.roles))
        for fact in facts
    ]
    used = {junk.junk: junk.route.end for fact in facts for junk in fact.junks}
    junks = tuple(Junk(name, f"{noun(table)}_flags_key", table, flagged[table]) for name, table in used.items())
    bridges = tuple(_bridge(link, natures, names) for link in links)
    return Star(
        schema,
        tuple(facts),
        dimensions,
        junks,
        bridges,
        years,
        tuple(_notes(schema, facts, dimensions, links)),
    )


def _natures(schema: SourceSchema, questions: Sequence[Question]) -> dict[str, Judged]:
    """Events and things, by their signs and by what is asked of them."""
    found = natures(schema)
    for question in questions:
        table, known = schema.table(question.base), found[question.base]
        added = [m for m in question.measures if m.function in _ADDED and m.expression is not None]
        dated = bool(question.periods) or any(group.part for group in question.by)
        if (
            known.nature is Nature.THING
            and table.foreign
            and table.validity is None
            and (added or dated)
            and known.dates
        ):
            what = added[0].expression.name if added and added[0].expression else "its rows by date"
            found[question.base] = Judged(
                Nature.EVENT, (*known.reasons, f"a question reckons with {what}"), known.dates
            )
    return found


def _bridge(link: Link, natures: dict[str, Judged], names: dict[str, str]) -> Bridge:
    owner = link.here.table
    thing = natures[owner].nature is Nature.THING
    return Bridge(
        f"bridge_{noun(owner)}_{noun(link.there.table)}",
        link,
        owner,
        names[owner] if thing else "",
        names[link.there.table],
    )


def _notes(
    schema: SourceSchema,
    facts: Sequence[Fact],
    dimensions: Sequence[Dimension],
    links: Sequence[Link],
) -> list[str]:
    touched = {fact.base for fact in facts} | {link.table for link in links}
    touched |= {hop.end for fact in facts for role in fact.roles for hop in role.route.hops}
    touched |= {hop.end for fact in facts for junk in fact.junks for hop in junk.route.hops}
    touched |= {hop.end for fact in facts for one in fact.carried for hop in one.attribute.route.hops}
    touched |= {one.table for one in dimensions}
    touched |= {hop.end for one in dimensions for column in one.columns for hop in column.attribute.route.hops}
    left = [table.name for table in schema.tables if table.name not in touched]
    found = (
        [
            f"No question touches {', '.join(left)}: nothing is designed of it."
            if len(left) == 1
            else f"No question touches {', '.join(left)}: nothing is designed of them."
        ]
        if left
        else []
    )
    shared: dict[str, set[str]] = {}
    for fact in facts:
        for role in fact.roles:
            shared.setdefault(role.dimension, set()).add(fact.name)
    conformed = sorted(name for name, users in shared.items() if len(users) > 1)
    if conformed:
        found.append(f"Conformed, one table for several facts: {', '.join(conformed)}.")
    played = sorted(
        {
            role.dimension
            for fact in facts
            for role in fact.roles
            if sum(r.dimension == role.dimension for r in fact.roles) > 1
        }
    )
    if played:
        found.append(f"In several roles of one fact: {', '.join(played)}.")
    return found
