"""A review of dimensional models as Markdown, with a diagram of facts and dimensions."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import cell, code, prose
from app.report.model_er import Entity, er_diagram
from app.report.model_review_words import (
    BRIEF,
    LEGEND,
    headline,
    lines_of,
    matrix,
    ordered,
    shared_word,
    told_of_shared,
)
from headgate.design.review.page import ModelReview, TablePage

_MOST_ENTITIES = 40
_MOST_GAPS = 50


def as_markdown(review: ModelReview) -> str:
    """The review as Markdown."""
    parts = (_head(review), _matrix(review), _diagram(review), _shared(review), _pages(review), _gaps(review))
    return "\n".join(line for part in parts for line in part) + "\n"


def page_markdown(page: TablePage) -> str:
    """One table as Markdown."""
    return "\n".join(_page(page)) + "\n"


def _head(review: ModelReview) -> Iterator[str]:
    yield f"# Dimensional models of {prose(review.repository)}\n\n{prose(headline(review))}"
    if review.troubles:
        yield "\n## Faults\n"
    for one in review.troubles:
        yield f"- {prose(one.sentence)} {code(f'{one.path}:{one.line}')} ({one.fault})"


def _matrix(review: ModelReview) -> Iterator[str]:
    if not review.facts or not review.dimensions:
        return
    rows = matrix(review)
    used = [at for at in range(len(review.dimensions)) if any(marks[at] for _, marks in rows)]
    yield "\n## Bus matrix\n"
    yield "| fact | " + " | ".join(cell(code(review.dimensions[at])) for at in used) + " |"
    yield "|---|" + ":-:|" * len(used)
    for fact, marks in rows:
        if not any(marks):
            continue
        yield f"| {cell(code(fact))} | " + " | ".join(cell(prose(marks[at])) for at in used) + " |"
    yield f"\n{prose(LEGEND)}."
    without = [fact for fact, marks in rows if not any(marks)]
    if without:
        yield f"\nFacts that point to none: {', '.join(code(name) for name in without)}."
    alone = [name for at, name in enumerate(review.dimensions) if at not in used]
    if alone:
        yield f"\nPointed to by no fact: {', '.join(code(name) for name in alone)}."


def _diagram(review: ModelReview) -> Iterator[str]:
    drawn = [page for page in ordered(review) if page.role in ("fact", "dimension", "bridge")][:_MOST_ENTITIES]
    if any(page.points_to for page in drawn):
        yield "\n" + er_diagram(_entity(page) for page in drawn)


def _entity(page: TablePage) -> Entity:
    keys = {name for key in page.grain.declared or page.grain.derived for name in key}
    pointing = {name for one in page.points_to for name in one.by.split(", ")}
    columns = tuple(
        (kind, name, "PK" if name in keys else "FK" if name in pointing else "")
        for name, kind in sorted(page.columns, key=lambda one: (one[0] not in keys, one[0] not in pointing))
    )
    return Entity(page.name, columns, tuple((one.dimension, one.by) for one in page.points_to))


def _shared(review: ModelReview) -> Iterator[str]:
    known, others = told_of_shared(review)
    if known:
        yield "\n## Attributes of several dimensions\n\n| attribute | tables | | |\n|---|---|---|---|"
    for one in known:
        tables = ", ".join(code(name) for name in one.tables)
        yield f"| {cell(code(one.attribute))} | {cell(tables)} | {shared_word(one)} | {cell(prose(one.why))} |"
    if others:
        yield f"\nOf {others} attributes of several dimensions it is not known in full where they come from."


def _pages(review: ModelReview) -> Iterator[str]:
    yield "\n## Tables"
    for page in ordered(review):
        if page.role not in BRIEF:
            yield ""
            yield from _page(page)
    for role in BRIEF:
        names = [page.name for page in ordered(review) if page.role == role]
        if names:
            yield f"\n### {role.capitalize()}\n\n{', '.join(code(name) for name in names)}"


def _page(page: TablePage) -> Iterator[str]:
    yield f"### {code(page.name)}\n\n{code(f'{page.path}:{page.line}')}\n\n| | |\n|---|---|"
    for word, sentence in lines_of(page):
        yield f"| {word} | {cell(prose(sentence))} |"


def _gaps(review: ModelReview) -> Iterator[str]:
    if review.gaps:
        yield f"\n## Not understood ({len(review.gaps)})\n"
    for gap in review.gaps[:_MOST_GAPS]:
        yield f"- {code(gap.path)}: {prose(gap.what)}: {prose(gap.why)}"
