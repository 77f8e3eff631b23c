"""A review for a person at a terminal: what is reached first, then the findings by worth."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.report.clean import folded, visible
from app.report.council import for_person, heard, price
from app.report.patch import hunks
from app.report.published import publishable
from app.report.source import Source
from app.report.summary import (
    EFFECTS,
    beyond_its_lines,
    by_kind,
    counted,
    listed,
    of_a_change,
    place,
    reached,
    short,
    summarise,
)
from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Finding, Level, State
from headgate.fix import Fix
from headgate.review import Affected, Review
from headgate.verdict import Verdict

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold cyan"}
_EFFECTS = {"fails": "red", "values_change": "yellow", "rows_change": "yellow", "order_changes": "cyan"}
_MOST_REACHED = 30
_MOST_FINDINGS = 200
_NAMED_GAPS = 3
_MOST_EVIDENCE_LINES = 12
_MOST_FACT = 800


def render(review: Review, source: Source) -> Group:
    """`review`, to be printed by a rich console."""
    shown = publishable(review)
    return Group(*_parts(shown, source))


def impact(review: Review) -> Group:
    """What `review` says of things downstream alone."""
    shown = publishable(review)
    told = list(_impact(reached(shown)))
    return Group(_title(shown), *(told or [Text("Nothing downstream is affected, as far as the graph reaches.")]))


def _parts(review: Review, source: Source) -> Iterator[RenderableType]:
    yield _title(review)
    yield Text(visible(summarise(review).sentence))
    yield from _impact(reached(review))
    left = for_person(review)
    listed_findings = tuple(finding for finding in review.of(State.INTRODUCED) if finding not in left)
    if listed_findings:
        yield _heading("Findings")
    for finding in listed_findings[:_MOST_FINDINGS]:
        yield Padding(Group(*_finding(finding, review, source)), (1, 0, 0, 0), expand=False)
    if len(listed_findings) > _MOST_FINDINGS:
        yield Text(f"\n{len(listed_findings) - _MOST_FINDINGS:,} more; --format json or --output-dir gives all.")
    if left:
        yield _heading("Needs a person")
    for finding in left:
        yield Padding(Group(*_finding(finding, review, source)), (1, 0, 0, 0), expand=False)
    yield from _suppressed(review)
    yield from _gaps(review)
    yield from _coverage(review)
    yield from _models(review)


def _title(review: Review) -> Text:
    subject = review.subject
    title = Text("Headgate", style="bold")
    title.append(f"  {folded(subject.name)}", style="bold not dim")
    if of_a_change(review):
        title.append(f"  {folded(short(subject.base))} → {folded(short(subject.head))}", style="dim")
    return title


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold underline")


def _impact(affected: tuple[Affected, ...]) -> Iterator[RenderableType]:
    if not affected:
        return
    yield _heading("Downstream")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for one in affected[:_MOST_REACHED]:
        name = Text(folded(one.name), style="bold")
        if one.columns:
            name.append(f"  {folded(', '.join(one.columns))}", style="not bold")
        effect = Text(EFFECTS.get(one.effect, folded(one.effect)), style=_EFFECTS.get(one.effect, ""))
        why = folded(one.reason or " → ".join(one.path))
        why += f". A model adds: {folded(one.explanation)}" if one.explanation else ""
        table.add_row(effect, folded(one.kind), name, why)
    yield table
    if len(affected) > _MOST_REACHED:
        yield Text(f"and {counted(len(affected) - _MOST_REACHED, 'other')}", style="dim")


def _finding(finding: Finding, review: Review, source: Source) -> Iterator[RenderableType]:
    head = Text(finding.level.value, style=_STYLES[finding.level])
    head.append(f"  {folded(finding.rule)}", style="bold default")
    head.append(f"  {finding.proof.value}", style="dim not bold")
    head.append(f"\n{folded(str(source.on_head(finding.location)))}", style="not bold default underline")
    yield head
    yield Padding(Text(visible(finding.message)), (0, 0, 0, 2), expand=False)
    excerpt = _excerpt(finding, source)
    if excerpt:
        yield Padding(excerpt, (0, 0, 0, 2), expand=False)
    for evidence in beyond_its_lines(finding):
        yield from _evidence(evidence, finding)
    if finding.related:
        yield _labelled("also", listed([folded(place(at)) for at in finding.related[:5]]))
    if finding.fix:
        yield from _fix(finding.fix, source)
    said = heard(finding, review)
    if said.decision:
        yield _labelled("council", visible(said.decision.words))
    for verdict in said.verdicts:
        yield _labelled("arbiter" if verdict.arbiter else "juror", _verdict(verdict, dissents=said.dissents(verdict)))
    if said.decision and said.decision.fact:
        yield _labelled("looked", visible(said.decision.fact[:_MOST_FACT]))
    for recall in review.recalls:
        if recall.fingerprint == finding.fingerprint:
            yield _labelled("known", visible(f"{recall.title}: {recall.remedy}"))
    for note in finding.notes:
        if not (said.decision and note.startswith("Council: ")):
            yield _labelled("note", visible(note))


def _labelled(label: str, words: str) -> RenderableType:
    row = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    row.add_column(width=8, style="dim", no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(label, Text(words))
    return Padding(row, (0, 0, 0, 2), expand=False)


def _excerpt(finding: Finding, source: Source) -> Text | None:
    """The lines of the finding with one around them, its own marked; a caret line under a single one."""
    at = finding.location
    lines = source.lines(at, around=1)
    if not lines:
        return None
    width = len(str(lines[-1][0]))
    text = Text(no_wrap=True, overflow="ellipsis")
    for number, line in lines:
        own = at.start_line <= number <= at.last_line
        shown = visible(line).expandtabs(4)
        text.append(f"{'>' if own else ' '} {number:>{width}} │ ", style="red" if own else "dim")
        text.append(f"{shown}\n", style="" if own else "dim")
        if own and at.start_line == at.last_line:
            text.append(f"  {' ' * width} │ ", style="dim")
            text.append(_carets(shown, finding.entity) + "\n", style="red")
    text.rstrip()
    return text


def _carets(line: str, entity: str) -> str:
    """Carets under what the finding is about where its name stands in the line, else under all of its code."""
    name = entity.rsplit(".", 1)[-1].strip()
    start = line.lower().find(name.lower()) if name else -1
    length = len(name)
    if start < 0:
        start = len(line) - len(line.lstrip())
        length = len(line.strip())
    return " " * start + "^" * max(1, length)


def _evidence(evidence: Evidence, finding: Finding) -> Iterator[RenderableType]:
    lines = visible(evidence.text).split("\n")
    cut = lines[:_MOST_EVIDENCE_LINES]
    if len(lines) > len(cut):
        cut.append(f"… {len(lines) - len(cut)} more lines")
    if evidence.location and evidence.location != finding.location:
        cut.insert(0, folded(place(evidence.location)))
    yield _labelled(_LABELS.get(evidence.kind, evidence.kind.value), "\n".join(cut))


_LABELS = {
    EvidenceKind.QUOTE: "see",
    EvidenceKind.SCHEMA_DIFFERENCE: "schema",
    EvidenceKind.PLAN_NODE: "plan",
    EvidenceKind.EXECUTION: "run",
    EvidenceKind.SAFE_SEQUENCE: "safely",
    EvidenceKind.DOCUMENT: "source",
}


def _fix(fix: Fix, source: Source) -> Iterator[RenderableType]:
    yield _labelled("fix", visible(fix.title) + (f" ({visible(fix.tried)})" if fix.tried else ""))
    for hunk in hunks(fix, source):
        text = Text(f"{folded(hunk.path)}:{hunk.line}\n", style="dim")
        for line in hunk.text().split("\n"):
            style = {"-": "red not dim", "+": "green not dim"}.get(line[:1], "dim")
            text.append(visible(line) + "\n", style=style)
        text.rstrip()
        yield Padding(text, (0, 0, 0, 11), expand=False)
    if fix.witness:
        yield _labelled("trial", visible(fix.witness))


def _verdict(verdict: Verdict, *, dissents: bool) -> str:
    told = f"{verdict.juror}: stands: {verdict.stands.value}{' (dissents)' if dissents else ''}. {verdict.reason}"
    fails = f" Fails when: {verdict.scenario}" if verdict.scenario else ""
    spent = f" [{verdict.tokens:,} tokens, {price(verdict.cost)}, {verdict.seconds:.1f} s]"
    return visible(f"{told}{fails}{spent}")


def _suppressed(review: Review) -> Iterator[RenderableType]:
    if not review.suppressed:
        return
    yield _heading("Suppressed")
    for finding in review.suppressed:
        yield Text(folded(f"{finding.location} {finding.rule}: {finding.suppression}"), style="dim")


def _gaps(review: Review) -> Iterator[RenderableType]:
    if not review.gaps:
        return
    yield _heading("Not looked at, or not understood")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", style="dim")
    for kind, gaps in by_kind(review).items():
        named = [folded(f"{gap.path or 'review'}: {gap.what}: {gap.why}") for gap in gaps[:_NAMED_GAPS]]
        if len(gaps) > _NAMED_GAPS:
            named.append("…")
        table.add_row(f"{len(gaps):,}", kind.value, "\n".join(named))
    yield table


def _coverage(review: Review) -> Iterator[RenderableType]:
    seen = review.coverage
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in seen.by_kind)
    yield _heading("Looked at")
    yield Text(
        f"{counted(seen.files, 'file')}: {seen.understood:,} understood, {seen.partly:,} in part, "
        f"{seen.other:,} of no kind that is read; {counted(seen.rules, 'rule')}; {seen.seconds:.1f} s"
    )
    if kinds:
        yield Text(visible(kinds), style="dim")


def _models(review: Review) -> Iterator[RenderableType]:
    ledger = review.ledger
    if review.models:
        yield Text(visible(review.models), style="dim")
    if not ledger.seats:
        return
    yield _heading("Who sat")
    for seat in ledger.seats:
        price = "cost unknown" if seat.cost is None else f"${seat.cost:.4f}"
        tokens = f"{seat.prompt_tokens + seat.completion_tokens:,} tokens"
        failed = f"; {counted(len(seat.failures), 'failure')}: {seat.failures[0]}" if seat.failures else ""
        said = (
            f"{seat.role}  {seat.model}  {counted(seat.calls, 'call')}, {tokens}, {price}, {seat.seconds:.1f} s{failed}"
        )
        yield Text(folded(said), style="dim")
    total = "unknown" if ledger.cost is None else f"${ledger.cost:.4f}"
    budget = "" if ledger.budget is None else f" of ${ledger.budget:.2f}"
    yield Text(f"{ledger.tokens:,} tokens, cost {total}{budget}")
