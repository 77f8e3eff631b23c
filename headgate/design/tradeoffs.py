"""The same sources and questions as a star, a snowflake, a data vault and one big table, in numbers of this very case.

Source: Kimball and Ross, "The Data Warehouse Toolkit", chapter 1; Linstedt and Olschimke, "Building a Scalable Data
Warehouse with Data Vault 2.0", chapters 4 and 5, for what each form is made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headgate.design.make import Design
from headgate.design.question.model import Attribute, Question
from headgate.design.route import Hop, is_link
from headgate.design.source.model import SourceTable
from headgate.design.star.flags import combinations
from headgate.design.star.layout import HASH, StarTable, bytes_of, tables
from headgate.design.star.model import Dimension

_AUDIT = 8 + 20
"""Load date and record source of every table of a vault."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to lay out the same data."""

    name: str
    tables: int
    joins: tuple[int, ...]
    """Of each question, in the order of the design's."""
    widest: int
    """Columns of the widest table."""
    bytes: int | None
    """None where row counts are not known."""
    history: str
    steps: int
    """Layers that are built one after the other, staging included."""


@dataclass(frozen=True, slots=True)
class Comparison:
    forms: tuple[Form, ...]
    remarks: tuple[str, ...]
    unknown: tuple[str, ...]
    """Tables whose number of rows nobody told."""


def compare(design: Design) -> Comparison:
    """All four forms, and what the numbers say."""
    used = _used(design)
    unknown = tuple(table.name for table in used if _rows(table) is None)
    star, flake, vault, wide = _star(design), _snowflake(design), _vault(design, used), _wide(design)
    forms = tuple(_sized(form, unknown) for form in (star, flake, vault, wide))
    return Comparison(forms, tuple(_remarks(design, forms)), unknown)


def _sized(form: Form, unknown: tuple[str, ...]) -> Form:
    return Form(
        form.name, form.tables, form.joins, form.widest, None if unknown else form.bytes, form.history, form.steps
    )


def _rows(table: SourceTable) -> int | None:
    return table.rows if table.rows is not None else len(table.sample) or None


def _used(design: Design) -> list[SourceTable]:
    staged = {model.name.partition("__")[2] for model in design.models if model.layer == "staging"}
    return [table for table in design.schema.tables if table.name in staged]


def _star(design: Design) -> Form:
    laid = tables(design.star)
    size = sum(_star_rows(one, design) * sum(bytes_of(c.type) for c in one.columns) for one in laid)
    kept = [one.name for one in design.star.dimensions if one.scd.type in (2, 6)]
    history = f"versions in {', '.join(kept)}" if kept else "none: dimensions hold what is true now"
    joins = tuple(one.joins for one in design.proof.answers)
    return Form("star", len(laid), joins, max((len(one.columns) for one in laid), default=0), size, history, 3)


def _star_rows(one: StarTable, design: Design) -> int:
    star = design.star
    if one.name == "dim_date":
        return (star.years[1] - star.years[0] + 1) * 365
    source = {d.name: d.table for d in star.dimensions} | {f.name: f.base for f in star.facts}
    source |= {b.name: b.link.table for b in star.bridges} | {j.name: j.table for j in star.junks}
    table = star.schema.table(source[one.name])
    rows = _rows(table) or 0
    junk = next((j for j in star.junks if j.name == one.name), None)
    if junk is not None:
        most = combinations([table.column(name) for name in junk.columns])
        return min(rows, most) if most is not None else rows
    return rows


def _snowflake(design: Design) -> Form:
    star = _star(design)
    outer: dict[str, SourceTable] = {}
    size, steps = star.bytes or 0, 3
    for dimension in design.star.dimensions:
        rows = _rows(design.schema.table(dimension.table)) or 0
        for column in dimension.columns:
            hops = column.attribute.route.hops
            if hops:
                outer[hops[-1].end] = design.schema.table(hops[-1].end)
                size -= rows * bytes_of(column.type)
                steps = max(steps, 3 + len(hops))
        size += rows * 32 * len({c.attribute.route.hops for c in dimension.columns if len(c.attribute.route.hops) == 1})
    own = {dimension.table for dimension in design.star.dimensions}
    added = [table for name, table in outer.items() if name not in own]
    size += sum((_rows(table) or 0) * (32 + sum(bytes_of(c.type) for c in table.columns)) for table in added)
    joins = tuple(
        count + _outer_joins(one.question, design) for count, one in zip(star.joins, design.proof.answers, strict=True)
    )
    return Form("snowflake", star.tables + len(added), joins, star.widest, size, star.history, steps)


def _outer_joins(question: Question, design: Design) -> int:
    """Tables behind dimensions that a snowflake joins and a star has flattened."""
    behind: set[tuple[Hop, ...]] = set()
    for attribute in _attributes(question):
        hops = attribute.route.hops
        near = _dimension_depth(question, hops, design)
        behind |= {hops[: depth + 1] for depth in range(near, len(hops))}
    return len(behind)


def _dimension_depth(question: Question, hops: tuple[Hop, ...], design: Design) -> int:
    """How many hops lead to the dimension that an attribute is in."""
    fact = design.star.fact_of(question.base)
    if fact is None:
        return 0
    depths = [len(role.route.hops) for role in fact.roles if hops[: len(role.route.hops)] == role.route.hops]
    return max(depths, default=len(hops))


def _attributes(question: Question) -> Iterable[Attribute]:
    yield from (group.attribute for group in question.by)
    yield from (one.attribute for one in question.filters)


def _vault(design: Design, used: list[SourceTable]) -> Form:
    hubs = [table for table in used if not is_link(table) and not _is_weak(table)]
    linked = [table for table in used if table.foreign]
    described = [table for table in used if _described(table)]
    size = 0
    for table in used:
        rows = _rows(table) or 0
        size += rows * (32 + 8 * len(table.key) + _AUDIT) if table in hubs else 0
        size += rows * (32 * (1 + len(table.foreign) + (table in hubs)) + _AUDIT) if table in linked else 0
        size += (
            rows * (32 + 32 + _AUDIT + sum(bytes_of(table.column(n).type) for n in _described(table)))
            if table in described
            else 0
        )
    joins = tuple(_vault_joins(question) for question in design.questions)
    widest = max((len(_described(table)) + 4 for table in described), default=0)
    count = len(hubs) + len(linked) + len(described)
    history = f"every change from the first load on, in {len(described)} satellites"
    return Form("data vault", count, joins, widest, size, history, 2)


def _is_weak(table: SourceTable) -> bool:
    """Whether the key of a table holds that of another: in a vault it is a link with a dependent child key."""
    return any(set(key.columns) <= set(table.key) for key in table.foreign)


def _described(table: SourceTable) -> tuple[str, ...]:
    return tuple(c.name for c in table.columns if c.name not in table.key and c.name not in table.pointing)


def _vault_joins(question: Question) -> int:
    """Links and satellites that lie on the ways of a question, less the one that it starts from."""
    visited: set[str] = {f"base {question.base}"}
    if any(measure.expression is not None for measure in question.measures) or question.periods:
        visited.add(f"satellite {question.base}")
    attributes = [*_attributes(question), *(one.attribute for one in question.periods)]
    attributes += [column for m in question.measures if m.expression is not None for column in m.expression.columns]
    for attribute in attributes:
        route = attribute.route
        for hop in (*route.hops, *route.after):
            visited.add(f"base {hop.start}" if hop.start == question.base else f"link {hop.start}")
        if route.link is not None:
            visited.add(f"link {route.link.table}")
        visited.add(f"satellite {route.end}")
    return len(visited) - 1


def _wide(design: Design) -> Form:
    star = design.star
    count, widest, size = 0, 0, 0
    by_name = {one.name: one for one in tables(star)}
    for fact in star.facts:
        own = by_name[fact.name]
        columns = [c.type for c in own.columns if not c.points_to]
        columns += [c.type for c in own.columns if c.points_to for c in by_name[c.points_to].columns[1:]]
        count, widest = count + 1, max(widest, len(columns))
        size += (_rows(star.schema.table(fact.base)) or 0) * sum(bytes_of(kind) for kind in columns)
    alone = {question.base for question in design.questions} - {fact.base for fact in star.facts}
    for dimension in star.dimensions:
        if dimension.table in alone:
            columns = [c.type for c in dimension.columns]
            count, widest = count + 1, max(widest, len(columns))
            size += (_rows(star.schema.table(dimension.table)) or 0) * sum(bytes_of(kind) for kind in columns)
    joins = tuple(len({a.route.link for a in _attributes(q) if a.route.link is not None}) for q in design.questions)
    return Form(
        "one big table", count, joins, widest, size, "what each row said when it was built; a rebuild overwrites it", 2
    )


def _remarks(design: Design, forms: tuple[Form, ...]) -> Iterable[str]:
    star, flake, vault, wide = forms
    extra = sum(flake.joins) - sum(star.joins)
    flattened = sum(bool(c.attribute.route.hops) for d in design.star.dimensions for c in d.columns)
    if flake.tables > star.tables:
        yield (
            f"A snowflake takes {_more(flake.tables - star.tables, 'table')} and {_more(extra, 'join')} over "
            f"{len(star.joins)} questions, to store {flattened} flattened columns once."
        )
    else:
        yield "A snowflake would be this star: no dimension belongs to another table."
    yield (
        f"A data vault takes {vault.tables} tables and {sum(vault.joins)} joins for what the star "
        f"answers with {sum(star.joins)}; it would keep {vault.history}, where the star keeps "
        f"{star.history}."
    )
    if any(wide.joins):
        yield (
            f"One big table cannot hold what a row has several of: {sum(map(bool, wide.joins))} "
            "questions need an array, or rows that repeat their measures."
        )
    widest = max(design.star.dimensions, key=_width, default=None)
    if widest is not None and wide.bytes is not None and star.bytes:
        yield (
            f"One big table takes {wide.bytes / star.bytes:.1f} times the bytes of the star: it repeats "
            f"{sum(len(d.columns) for d in design.star.dimensions)} columns of dimensions for each row "
            "of a fact."
        )
    hashes = sum(c.type == HASH for one in tables(design.star) if one.layer == "fact" for c in one.columns)
    if hashes:
        yield (
            f"Hash keys need no order of loading and no sequence; as integers, the {hashes} keys in "
            "facts would take 8 instead of 32 bytes each."
        )


def _width(one: Dimension) -> int:
    return len(one.columns)


def _more(number: int, what: str) -> str:
    return f"{number} more {what}{'' if number == 1 else 's'}"
