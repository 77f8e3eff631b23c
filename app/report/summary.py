"""A review in one paragraph: counts, and what they amount to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Finding, Level, State
from headgate.gap import Gap, GapKind
from headgate.location import Location, Side
from headgate.review import Affected, Review
from headgate.verdict import Ruling

_COMMIT = re.compile(r"[0-9a-f]{40,64}")

EFFECTS: Mapping[str, str] = {
    "fails": "fails",
    "values_change": "values change",
    "rows_change": "rows change",
    "order_changes": "order changes",
    "unknown": "cannot be told",
    "unaffected": "unaffected",
}
"""Effects in words, worst first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a review."""

    errors: int
    warnings: int
    notes: int
    """Introduced findings by level; all findings where a whole repository was reviewed."""
    pre_existing: int
    fixed: int
    suppressed: int
    affected: int
    """Things downstream that do not stay as they are."""
    gaps: int
    sentence: str
    """What the counts amount to, in words."""


def summarise(review: Review) -> Summary:
    """The counts of `review`, and their sentence."""
    levels = Counter(finding.level for finding in review.of(State.INTRODUCED))
    return Summary(
        errors=levels[Level.ERROR],
        warnings=levels[Level.WARNING],
        notes=levels[Level.NOTE],
        pre_existing=len(review.of(State.PRE_EXISTING)),
        fixed=len(review.of(State.FIXED)),
        suppressed=len(review.suppressed),
        affected=len(reached(review)),
        gaps=len(review.gaps),
        sentence=" ".join(_sentences(review, levels)),
    )


def reached(review: Review) -> tuple[Affected, ...]:
    """What is affected, worst first; what stays as it is left out."""
    order = list(EFFECTS)
    known = [one for one in review.impact if one.effect != "unaffected"]
    return tuple(sorted(known, key=lambda one: order.index(one.effect) if one.effect in order else len(order)))


def of_a_change(review: Review) -> bool:
    """Whether a change was reviewed, and not a whole repository."""
    return bool(review.subject.base)


def short(ref: str) -> str:
    """A commit by its first digits; any other name as it is."""
    return ref[:12] if _COMMIT.fullmatch(ref) else ref


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def by_kind(review: Review) -> dict[GapKind, list[Gap]]:
    """Gaps grouped by kind, the most numerous kind first; within a kind those of changed files first."""
    changed = set(review.coverage.changed)
    groups: dict[GapKind, list[Gap]] = {}
    for gap in sorted(review.gaps, key=lambda gap: gap.path not in changed):
        groups.setdefault(gap.kind, []).append(gap)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0].value)))


def beyond_its_lines(finding: Finding) -> tuple[Evidence, ...]:
    """The evidence of a finding without the quote of its own lines, which a report shows anyway."""
    return tuple(piece for piece in finding.evidence if not _is_own_quote(piece, finding.location))


def place(at: Location) -> str:
    """`models/a.sql:3`, and for a line that is gone, on which side it stood."""
    return f"{at} on the base" if at.side is Side.BASE else str(at)


def _is_own_quote(piece: Evidence, at: Location) -> bool:
    where = piece.location
    if piece.kind is not EvidenceKind.QUOTE or where is None:
        return False
    return (where.path, where.side) == (at.path, at.side) and at.start_line <= where.start_line <= at.last_line


def _sentences(review: Review, levels: Counter[Level]) -> Iterable[str]:
    yield _found(review, levels)
    parts = Counter(one.effect for one in reached(review))
    if parts:
        told = (f"{parts[effect]:,} where {words}" for effect, words in _REACH.items() if parts[effect])
        yield f"It reaches {counted(sum(parts.values()), 'thing')} downstream: {listed(told)}."
    left = sum(one.ruling is Ruling.PERSON for one in review.decisions)
    if left:
        yield f"{counted(left, 'claim')} of models {'needs' if left == 1 else 'need'} a person."
    before, gone = len(review.of(State.PRE_EXISTING)), len(review.of(State.FIXED))
    if gone:
        yield f"It mends {counted(gone, 'finding')}."
    if before:
        verb = "is" if before == 1 else "are"
        yield f"{counted(before, 'finding was', 'findings were')} there before and {verb} not listed."
    partly = review.coverage.partly
    if partly:
        yield f"{counted(partly, 'file was', 'files were')} understood only in part."


_REACH = {
    "fails": "it fails",
    "values_change": "values change",
    "rows_change": "rows change",
    "order_changes": "the order changes",
    "unknown": "the effect cannot be told",
}


def _found(review: Review, levels: Counter[Level]) -> str:
    who = "This change introduces" if of_a_change(review) else "The repository has"
    counts = [counted(levels[level], level.value) for level in reversed(Level) if levels[level]]
    if counts:
        return f"{who} {listed(counts)}."
    if not review.coverage.understood:
        return "Nothing was found, because no file of a known kind could be read in full."
    return f"{who} nothing that the {counted(review.coverage.rules, 'rule')} object to."
