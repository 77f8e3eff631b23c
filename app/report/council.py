"""What the council said, as Markdown: each verdict with its price, dissent marked, and what a person has to settle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.report.clean import block, cell, code, prose
from app.report.source import Source
from app.report.summary import counted
from headgate.finding import Finding, State
from headgate.review import Review
from headgate.verdict import Decision, Ruling, Stands, Verdict

_MOST_REASON = 300
_MOST_QUOTE = 160
_MOST_FACT = 2_000
_SIDES = {Ruling.STANDS: Stands.YES, Ruling.FALLS: Stands.NO, Ruling.LOWERED: Stands.NO}


@dataclass(frozen=True, slots=True)
class Heard:
    """What the council said of one finding."""

    verdicts: tuple[Verdict, ...]
    decision: Decision | None

    def dissents(self, verdict: Verdict) -> bool:
        """Whether `verdict` is on the other side than the decision."""
        side = _SIDES.get(self.decision.ruling) if self.decision else None
        return side is not None and verdict.stands not in (side, Stands.CANNOT_TELL)


def heard(finding: Finding, review: Review) -> Heard:
    """What was said of `finding`."""
    verdicts = tuple(one for one in review.verdicts if one.fingerprint == finding.fingerprint)
    decision = next((one for one in review.decisions if one.fingerprint == finding.fingerprint), None)
    return Heard(verdicts, decision)


def for_person(review: Review) -> tuple[Finding, ...]:
    """Findings that the council could not settle."""
    open_ones = {one.fingerprint for one in review.decisions if one.ruling is Ruling.PERSON}
    return tuple(one for one in review.of(State.INTRODUCED) if one.fingerprint in open_ones)


def price(cost: float | None) -> str:
    """A cost in US dollars, or that nobody knows it."""
    return "unknown" if cost is None else f"${cost:.4f}"


def verdict_table(said: Heard) -> Iterator[str]:
    """All verdicts on one finding, with what each cost."""
    if not said.verdicts:
        return
    yield "| juror | stands | why | quote | tokens | cost | seconds |"
    yield "|---|---|---|---|---:|---:|---:|"
    for one in said.verdicts:
        quoted = code(one.quote[:_MOST_QUOTE]) if one.quote.strip() else ""
        spent = (f"{one.tokens:,}", price(one.cost), f"{one.seconds:.1f}")
        row = (_who(one), _stands(one, said), _why(one), quoted, *spent)
        yield "| " + " | ".join(cell(part) for part in row) + " |"
    yield ""


def _who(verdict: Verdict) -> str:
    role = "arbiter, " if verdict.arbiter else ""
    return f"{role}{code(verdict.juror)}"


def _stands(verdict: Verdict, said: Heard) -> str:
    return f"**{verdict.stands.value}** (dissents)" if said.dissents(verdict) else verdict.stands.value


def _why(verdict: Verdict) -> str:
    fails = f" *Fails when:* {prose(verdict.scenario[:_MOST_REASON])}" if verdict.scenario else ""
    return f"{prose(verdict.reason[:_MOST_REASON])}{fails}"


def fact_looked_up(said: Heard) -> Iterator[str]:
    """The fact that was looked up when jurors disagreed."""
    if said.decision and said.decision.fact:
        yield "Looked up when they disagreed:\n"
        yield block(said.decision.fact[:_MOST_FACT]) + "\n"


def persons_section(review: Review, source: Source) -> Iterator[str]:
    """The findings that a person has to settle, each with the case for and against it."""
    left = for_person(review)
    if not left:
        return
    yield f"\n### Needs a person: {counted(len(left), 'claim')}\n"
    yield "The jurors disagree, or cannot tell, and no fact that could be looked up settles it.\n"
    for finding in left:
        said = heard(finding, review)
        at = source.on_head(finding.location)
        yield f"**{code(finding.rule)} in {code(str(at))}**: {prose(finding.message)}\n"
        yield from verdict_table(said)
        yield from fact_looked_up(said)


def cost_by_finding(review: Review) -> Iterator[str]:
    """What the council's judgement of each finding cost, and of claims that it did not hold."""
    if not review.verdicts:
        return
    names = {one.fingerprint: f"{code(one.rule)} in {code(str(one.location))}" for one in review.findings}
    yield "\n| finding | verdicts | tokens | cost | seconds |"
    yield "|---|---:|---:|---:|---:|"
    for fingerprint in dict.fromkeys(one.fingerprint for one in review.verdicts):
        said = [one for one in review.verdicts if one.fingerprint == fingerprint]
        known = [one.cost for one in said if one.cost is not None]
        total = price(sum(known) if len(known) == len(said) else None)
        name = names.get(fingerprint, f"claim {code(fingerprint[:8])}, not published")
        seconds = sum(one.seconds for one in said)
        yield f"| {cell(name)} | {len(said)} | {sum(one.tokens for one in said):,} | {total} | {seconds:.1f} |"
