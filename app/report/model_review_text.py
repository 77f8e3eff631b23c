"""A review of dimensional models for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import folded
from app.report.model_design_text import wrapped
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

_MOST_GAPS = 10


def as_text(review: ModelReview) -> str:
    """The review for a terminal."""
    parts = (
        wrapped(headline(review), ""),
        _troubles(review),
        _matrix(review),
        _shared(review),
        _pages(review),
        _gaps(review),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def page_text(page: TablePage) -> str:
    """One table for a terminal."""
    return "\n".join(_page(page)) + "\n"


def _troubles(review: ModelReview) -> Iterator[str]:
    if review.troubles:
        yield "\nFAULTS"
    for one in review.troubles:
        yield from wrapped(one.sentence, "  - ", "    ")
        yield f"    {one.fault}  {folded(one.path)}:{one.line}"


def _matrix(review: ModelReview) -> Iterator[str]:
    if not review.facts or not review.dimensions:
        return
    yield "\nBUS MATRIX"
    rows = matrix(review)
    widest = max((len(fact) for fact, marks in rows if any(marks)), default=0)
    used = [at for at in range(len(review.dimensions)) if any(marks[at] for _, marks in rows)]
    for number, at in enumerate(used):
        yield f"  {'':<{widest}}  {'| ' * number}{folded(review.dimensions[at])}"
    for fact, marks in rows:
        if not any(marks):
            continue
        yield f"  {folded(fact):<{widest}}  {' '.join(marks[at] or '.' for at in used)}"
    yield from wrapped(LEGEND, "  ")
    without = [fact for fact, marks in rows if not any(marks)]
    if without:
        yield from wrapped(f"facts that point to none: {', '.join(without)}", "  ", "    ")
    alone = [name for at, name in enumerate(review.dimensions) if at not in used]
    if alone:
        yield from wrapped(f"pointed to by no fact: {', '.join(alone)}", "  ", "    ")


def _shared(review: ModelReview) -> Iterator[str]:
    known, others = told_of_shared(review)
    if known or others:
        yield "\nATTRIBUTES OF SEVERAL DIMENSIONS"
    for one in known:
        said = f"{one.attribute} in {', '.join(one.tables)}: {shared_word(one)}; {one.why}"
        yield from wrapped(said, "  - ", "    ")
    if others:
        yield f"  of {others} it is not known in full where they come from"


def _pages(review: ModelReview) -> Iterator[str]:
    for page in ordered(review):
        if page.role not in BRIEF:
            yield ""
            yield from _page(page)
    for role in BRIEF:
        names = [page.name for page in ordered(review) if page.role == role]
        if names:
            yield f"\n{role.upper()}"
            yield from wrapped(", ".join(names), "  ")


def _page(page: TablePage) -> Iterator[str]:
    yield f"{folded(page.name)}  {folded(page.path)}"
    for word, sentence in lines_of(page):
        yield from wrapped(sentence, f"  {word:<11}", " " * 13)


def _gaps(review: ModelReview) -> Iterator[str]:
    if review.gaps:
        yield f"\nNOT UNDERSTOOD ({len(review.gaps)})"
    for gap in review.gaps[:_MOST_GAPS]:
        yield from wrapped(f"{gap.path}: {gap.what}: {gap.why}", "  - ", "    ")
    if len(review.gaps) > _MOST_GAPS:
        yield f"  and {len(review.gaps) - _MOST_GAPS} more"
