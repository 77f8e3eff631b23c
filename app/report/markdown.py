"""A review as Markdown that reads well in a pull request, within GitHub's bound on length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.report.clean import cell, code, prose
from app.report.council import cost_by_finding, for_person, persons_section, price
from app.report.markdown_finding import brief, full
from app.report.published import publishable
from app.report.source import Source
from app.report.summary import EFFECTS, by_kind, counted, of_a_change, reached, short, summarise
from headgate.finding import Finding, Level, State
from headgate.review import Affected, Review

LIMIT = 65_536
"""Characters that GitHub takes for one comment."""
_RESERVE = 200
_MOST_REACHED = 25
_NAMED_GAPS = 5


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Findings that are not listed, since they are told in another place."""

    fingerprints: frozenset[str] = frozenset()
    words: str = ""
    """Where they are told."""


def render(review: Review, source: Source, limit: int = LIMIT, elsewhere: Elsewhere = Elsewhere()) -> str:
    """`review` as Markdown of at most `limit` characters; what does not fit is told in short or counted."""
    shown = publishable(review)
    before = "\n".join([*_opening(shown), *_impact(reached(shown))])
    after = "\n".join(
        [*persons_section(shown, source), *_suppressed(shown), *_gaps(shown), *_coverage(shown), *_models(shown)]
    )
    room = limit - len(before) - len(after) - _RESERVE
    if room < 0:
        after, room = "", limit - len(before) - _RESERVE
    told_apart = elsewhere.fingerprints | {finding.fingerprint for finding in for_person(shown)}
    listed = tuple(f for f in shown.of(State.INTRODUCED) if f.fingerprint not in told_apart)
    told_here = "\n".join(_findings(listed, shown, source, room))
    findings = "\n".join(part for part in (told_here, elsewhere.words) if part)
    whole = "\n".join(part for part in (before, findings, after) if part) + "\n"
    return whole if len(whole) <= limit else whole[: limit - 2] + "…\n"


def _opening(review: Review) -> Iterator[str]:
    yield f"## Headgate: {prose(review.subject.name)}\n"
    yield prose(summarise(review).sentence)
    if of_a_change(review):
        yield f"\n{code(short(review.subject.base))} → {code(short(review.subject.head))}"
    yield ""


def _impact(affected: tuple[Affected, ...]) -> Iterator[str]:
    if not affected:
        return
    yield "### Downstream\n"
    yield "| what | effect | columns | why |"
    yield "|---|---|---|---|"
    for one in affected[:_MOST_REACHED]:
        columns = ", ".join(code(column) for column in one.columns[:8]) + (" …" if len(one.columns) > 8 else "")
        why = prose(one.reason[:300]) if one.reason else " → ".join(code(hop) for hop in one.path[:6])
        why += f". A model adds: {prose(one.explanation)}" if one.explanation else ""
        effect = EFFECTS.get(one.effect, prose(one.effect))
        row = (f"{prose(one.kind)} {code(one.name[:200])}", effect, columns, why)
        yield "| " + " | ".join(cell(part) for part in row) + " |"
    if len(affected) > _MOST_REACHED:
        yield f"\nand {counted(len(affected) - _MOST_REACHED, 'other')}."
    yield ""


def _findings(findings: tuple[Finding, ...], review: Review, source: Source, room: int) -> Iterator[str]:
    """In full while there is room, then a line each, then a number; notes folded, a line each."""
    if not findings:
        return
    yield "### Findings\n"
    told, in_short = 0, False
    notes = [finding for finding in findings if finding.level is Level.NOTE]
    for finding in findings[: len(findings) - len(notes)]:
        text = "" if in_short else full(finding, review, source)
        if in_short or len(text) > room:
            in_short = True
            text = brief(finding, source)
            if len(text) > room:
                break
        yield text
        told += 1
        room -= len(text) + 1
    lines = list(_within(room, (brief(finding, source) for finding in notes)))
    if lines:
        yield "\n".join((f"<details><summary>{counted(len(notes), 'note')}</summary>\n", *lines, "\n</details>"))
    if told + len(lines) < len(findings):
        yield f"\n{len(findings) - told - len(lines):,} more do not fit here; the JSON report has all."


def _within(room: int, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line


def _suppressed(review: Review) -> Iterator[str]:
    if not review.suppressed:
        return
    number = counted(len(review.suppressed), "finding")
    yield f"\n<details><summary>{number} suppressed by comments on the base</summary>\n"
    for finding in review.suppressed[:50]:
        yield f"- {code(str(finding.location))} {code(finding.rule)}: {prose(finding.suppression)}"
    yield "\n</details>"


def _gaps(review: Review) -> Iterator[str]:
    if not review.gaps:
        return
    yield f"\n<details><summary>Not looked at, or not understood: {len(review.gaps):,}</summary>\n"
    for kind, gaps in by_kind(review).items():
        yield f"- **{kind.value}**: {len(gaps):,}"
        for gap in gaps[:_NAMED_GAPS]:
            yield f"  - {code((gap.path or 'review')[:200])}: {prose(gap.what[:200])}: {prose(gap.why[:300])}"
        if len(gaps) > _NAMED_GAPS:
            yield f"  - and {len(gaps) - _NAMED_GAPS:,} more"
    yield "\n</details>"


def _coverage(review: Review) -> Iterator[str]:
    seen = review.coverage
    kinds = "; ".join(f"{number:,} {kind}" for kind, number in seen.by_kind)
    looked = (
        f"Looked at {counted(seen.files, 'file')} with {counted(seen.rules, 'rule')}: {seen.understood:,} understood, "
        f"{seen.partly:,} in part, {seen.other:,} of no kind that is read."
    )
    yield f"\n<details><summary>{looked}</summary>\n\n{prose(kinds) or 'No file of a known kind.'}\n\n</details>"


def _models(review: Review) -> Iterator[str]:
    if review.models:
        yield f"\n{prose(review.models)}"
    ledger = review.ledger
    if not ledger.seats:
        return
    budget = "" if ledger.budget is None else f" of ${ledger.budget:.2f}"
    yield f"\n<details><summary>Who sat: {ledger.tokens:,} tokens, cost {price(ledger.cost)}{budget}</summary>\n"
    yield "| role | model | calls | tokens | cost | seconds | failures |"
    yield "|---|---|---:|---:|---:|---:|---|"
    for seat in ledger.seats:
        tokens = f"{seat.prompt_tokens + seat.completion_tokens:,}"
        failures = prose("; ".join(seat.failures)[:300])
        row = (
            code(seat.role),
            code(seat.model),
            str(seat.calls),
            tokens,
            price(seat.cost),
            f"{seat.seconds:.1f}",
            failures,
        )
        yield "| " + " | ".join(cell(part) for part in row) + " |"
    yield from cost_by_finding(review)
    yield "\n</details>"
