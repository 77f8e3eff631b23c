"""What the reports of a review of models say alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from headgate.design.review.page import ModelReview, SharedPage, TablePage

ORDER = (
    *("fact", "dimension", "bridge", "history", "one big table", "report", "hub", "link", "satellite", "unknown"),
    *("intermediate", "staging", "seed"),
)
"""Roles, those first that a reader asks for."""
BRIEF = ("intermediate", "staging", "seed")
"""Roles of which a line is enough."""
MARKS = {"joined": "x", "tested": "t", "named": "~"}
LEGEND = "x joined by the fact's own query, t by a relationships test, ~ by a column called like its key"


def headline(review: ModelReview) -> str:
    """How many tables of which role there are, in a sentence."""
    counts = Counter(page.role for page in review.tables)
    told = ", ".join(f"{counts[role]} {_several(role, counts[role])}" for role in ORDER if counts[role])
    faults = len(review.troubles)
    return f"{len(review.tables)} tables: {told or 'none'}. {faults} fault{'' if faults == 1 else 's'} of the model."


def _several(role: str, count: int) -> str:
    if count == 1 or role in ("staging", "intermediate", "unknown", "history"):
        return role
    return f"{role}s"


def told_of_shared(review: ModelReview) -> tuple[list[SharedPage], int]:
    """The shared attributes of which something is known, and how many others there are."""
    known = [one for one in review.shared if one.same is not None or one.why.startswith("two origins")]
    return known, len(review.shared) - len(known)


def shared_word(one: SharedPage) -> str:
    """How an attribute of several dimensions is to be taken."""
    return {True: "conformed", False: "two definitions", None: "to be looked at"}[one.same]


def ordered(review: ModelReview) -> list[TablePage]:
    """The pages, by role and name."""
    return sorted(review.tables, key=lambda page: (ORDER.index(page.role), page.name))


def matrix(review: ModelReview) -> list[tuple[str, list[str]]]:
    """Each fact with a mark for each dimension."""
    pages = {page.name: page for page in review.tables}
    rows = []
    for fact in review.facts:
        by = {one.dimension: MARKS[one.how] for one in pages[fact].points_to}
        rows.append((fact, [by.get(name, "") for name in review.dimensions]))
    return rows


def grain_line(page: TablePage) -> str:
    """The grain in a sentence."""
    grain = page.grain
    keys = " or ".join(f"({', '.join(key)})" for key in grain.declared or grain.derived)
    said = f"described as one row for each {grain.said}; " if grain.said else ""
    words = {
        "agrees": f"unique on {keys}: {grain.why}",
        "differs": f"NOT as declared: {grain.why}",
        "declared only": f"declared unique on {keys}; {grain.why}",
        "derived only": f"{grain.why}",
        "unknown": f"unknown: {grain.why}",
    }
    return said + words[grain.verdict]


def lines_of(page: TablePage) -> Iterator[tuple[str, str]]:
    """What is told of a table: a word and a sentence each."""
    yield (
        "role",
        page.role + (f", {page.fact_type}" if page.fact_type else "") + f"; by {'; '.join(page.reasons) or 'nothing'}",
    )
    if page.against:
        yield "but", "; ".join(page.against)
    yield "grain", grain_line(page)
    if page.vault:
        yield "vault", page.vault
    if page.points_to:
        yield "points to", ", ".join(f"{one.dimension} ({one.how} by {one.by})" for one in page.points_to)
    if page.measures:
        yield "measures", ", ".join(f"{one.name} ({one.additivity})" for one in page.measures)
    if page.degenerate:
        yield "degenerate", ", ".join(page.degenerate)
    if page.flags:
        yield "flags", f"{', '.join(page.flags)}: could be one junk dimension"
    if page.keys:
        yield "keys", ", ".join(f"{one.column} {_made(one.made, one.parts)}" for one in page.keys)
    if page.history is not None:
        kind = "type not known" if page.history.type is None else f"type {page.history.type}"
        yield "history", f"{kind}: {page.history.reason}"
        if page.history.joined:
            more = f"; and {len(page.history.joined) - 4} more" if len(page.history.joined) > 4 else ""
            yield "joined", "; ".join(page.history.joined[:4]) + more
    if page.unknown_member is not None:
        yield (
            "unknown",
            "has a member for what is not known" if page.unknown_member else "has no member for what is not known",
        )
    if page.unknown:
        yield "not told", "; ".join(page.unknown)


def _made(kind: str, parts: tuple[str, ...]) -> str:
    told = {
        "hash": f"is a hash of {', '.join(parts)}" if parts else "is a hash",
        "sequence": "is a number given at the build",
        "random": "is random",
        "expression": "is made by an expression",
        "of the source": "is the source's own",
    }
    return told.get(kind, "is made in a way that is not known")
