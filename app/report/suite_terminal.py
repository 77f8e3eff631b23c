"""Suggested rules for a person at a terminal: by dataset, those first that notice most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.report.clean import folded
from app.report.published import masked
from app.report.suite_words import ground_in_words, in_words
from app.report.summary import counted
from headgate.suites.checks import NotNull, Unique
from headgate.suites.faults.claims import CLAIMS, HARMS
from headgate.suites.rule import Layer, State, Tried
from headgate.suites.suite import Suggestion
from headgate.suites.trial import ENOUGH

_SURE = (State.OFFERED, State.NOT_TRIED)
_MOST_OF_DATASET = 12
_MOST_UNTRIED = 6
_MOST_DATASETS = 60
_MOST_WEAK = 20
_STYLES = {
    Layer.SCHEMA: "blue",
    Layer.CONSTRAINT: "green",
    Layer.REFERENTIAL: "cyan",
    Layer.BUSINESS: "magenta",
    Layer.STATISTICAL: "yellow",
}


_ORDER = (Layer.REFERENTIAL, Layer.BUSINESS, Layer.CONSTRAINT, Layer.SCHEMA, Layer.STATISTICAL)


def render(found: Suggestion, subject: str, *, every: bool = False) -> Group:
    """The suggestion, to be printed by a rich console."""
    return Group(*_parts(masked(found), subject, every))


def _parts(found: Suggestion, subject: str, every: bool) -> Iterator[RenderableType]:
    title = Text("Headgate", style="bold")
    title.append(f"  {folded(subject)}", style="bold not dim")
    title.append("  data quality", style="dim")
    yield title
    yield Text(_sentence(found))
    rows = dict(found.rows)
    datasets = [(name, list(rules)) for name, rules in groupby(found.rules, key=lambda one: one.rule.dataset)]
    merged: dict[str, list[Tried]] = {}
    for name, rules in datasets:
        merged.setdefault(name, []).extend(rules)
    told = [(name, rules) for name, rules in merged.items() if any(_is_told(one, every) for one in rules)]
    for name, rules in told[: len(told) if every else _MOST_DATASETS]:
        yield from _dataset(name, rules, rows.get(name), found, every)
    if not every and len(told) > _MOST_DATASETS:
        yield Text(f"\n{counted(len(told) - _MOST_DATASETS, 'more dataset')} with --all", style="dim")
    yield from _contradicted(found)
    yield from _weak(found)
    yield from _faults(found)
    yield from _gaps(found)


def _sentence(found: Suggestion) -> str:
    states = Counter(one.state for one in found.rules)
    if not found.rows:
        told = f"{counted(states[State.NOT_TRIED], 'rule')} from the code alone, not tried: no sample"
        more = f"; {states[State.PRESENT]:,} more are tested already" if states[State.PRESENT] else ""
        return f"{told} (give one with --data){more}."
    judged = [fault.number for fault in found.judged]
    caught = found.caught.intersection(judged)
    present = any(one.rows and one.state is State.PRESENT for one in found.rules)
    held = sum(1 for one in found.rules if one.rows and one.state is not State.NOT_TRIED)
    outcome = "all pass on the sample" if held else "the sample shows none"
    parts = [f"{counted(states[State.OFFERED], 'rule')} of {held:,} offered: {outcome}"]
    if judged:
        parts.append(
            f"together{' with the tests that are there' if present else ''} they notice "
            f"{len(caught):,} of {len(judged):,} injected faults ({len(caught) / len(judged):.0%})"
        )
    text = "; ".join(parts) + "."
    if states[State.NOT_TRIED]:
        text += f" {counted(states[State.NOT_TRIED], 'rule')} for datasets without a sample are not tried."
    return text


def _dataset(
    name: str, rules: Sequence[Tried], rows: int | None, found: Suggestion, every: bool
) -> Iterator[RenderableType]:
    offered = [one for one in rules if one.state in _SURE]
    shown = [one for one in offered if _is_told(one, every)]
    filled = [one for one in shown if isinstance(one.rule.check, NotNull)]
    others = sorted((one for one in shown if one not in filled), key=lambda one: -one.worth)
    most = len(others) if every else _MOST_OF_DATASET if rows is not None else _MOST_UNTRIED
    told = sorted(others[:most], key=_reading)
    head = Text(f"\n{folded(name)}", style="bold underline")
    small = ", too few to measure a suite on" if rows is not None and rows < ENOUGH else ""
    made = ", made from the sample by its own query" if name in found.built else ""
    note = f"  {counted(rows, 'row')}{made}{small}" if rows is not None else "  not tried: no sample"
    present = sum(one.state is State.PRESENT for one in rules)
    note += f"; {present:,} tested already" if present else ""
    head.append(note, style="not bold not underline dim")
    yield head
    for one in told:
        yield from _rule(one, found, every)
    if filled:
        yield from _filled(filled, every)
    left = len(offered) - len(filled) - min(most, len(others))
    if left > 0 and not every:
        yield Text(f"  {left:,} more with --all", style="dim")


def _is_told(one: Tried, every: bool) -> bool:
    return one.state in _SURE and (every or one.shown)


def _reading(one: Tried) -> tuple[int, float]:
    """What a row is, what it belongs to, what the business says of it, and only then how its values look."""
    rank = 0 if isinstance(one.rule.check, Unique) else 1 + _ORDER.index(one.rule.layer)
    return rank, -one.worth


def _rule(one: Tried, found: Suggestion, every: bool) -> Iterator[RenderableType]:
    head = Text("  ")
    head.append(folded(in_words(one.rule.check)), style="bold")
    head.append(f"  {one.rule.dimension.value}, ", style="dim")
    head.append(one.rule.layer.value, style=_STYLES[one.rule.layer])
    yield head
    grounds = one.rule.grounds if every else one.rule.grounds[:2]
    yield from (_line("because", ground_in_words(ground)) for ground in grounds)
    caught = _caught(one, found)
    if caught:
        yield _line("notices", caught)
    if every and one.confidence:
        yield _line("sure", one.confidence)


def _filled(filled: Sequence[Tried], every: bool) -> Iterator[RenderableType]:
    names = [str(one.rule.columns[0]) for one in filled]
    head = Text("  ")
    head.append(folded(f"never empty: {', '.join(names)}"), style="bold")
    head.append("  completeness, ", style="dim")
    head.append(Layer.CONSTRAINT.value, style=_STYLES[Layer.CONSTRAINT])
    yield head
    coded = [one for one in filled if one.rule.of_code]
    for one in coded if every else coded[:2]:
        yield _line("because", ground_in_words(one.rule.grounds[0]))
    if len(coded) < len(filled):
        yield _line("because", f"{'the others are' if coded else 'they are'} never empty in the sample")


def _line(label: str, words: str) -> RenderableType:
    row = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    row.add_column(width=8, style="dim", no_wrap=True)
    row.add_column(overflow="fold", style="dim" if label != "because" else "")
    row.add_row(label, Text(folded(words)))
    return Padding(row, (0, 0, 0, 4), expand=False)


def _caught(one: Tried, found: Suggestion) -> str:
    claims = CLAIMS[type(one.rule.check)]
    kinds = Counter(found.faults[number].kind for number in one.caught if found.faults[number].kind in claims)
    return ", ".join(f"{kind.value}{f' ({count})' if count > 1 else ''}" for kind, count in kinds.most_common(5))


def _contradicted(found: Suggestion) -> Iterator[RenderableType]:
    wrong = [one for one in found.rules if one.state is State.CONTRADICTED]
    if not wrong:
        return
    yield Text("\nThe repository says so, and the sample does not keep to it", style="bold underline")
    for one in wrong[:_MOST_WEAK]:
        text = Text(f"  {folded(one.rule.dataset)}: {folded(in_words(one.rule.check))}", style="bold red")
        text.append(f"  {counted(one.failing, 'row')} of {one.rows:,}", style="not bold default")
        yield text
        yield _line("because", ground_in_words(one.rule.grounds[0]))


def _weak(found: Suggestion) -> Iterator[RenderableType]:
    if not found.weak:
        return
    yield Text("\nTests that protect from nothing", style="bold underline")
    for one in found.weak[:_MOST_WEAK]:
        yield Text(f"  {folded(one.dataset)}: {folded(one.test)}", style="bold yellow")
        yield _line("because", f"{one.why} ({one.location})")
    if len(found.weak) > _MOST_WEAK:
        yield Text(f"  {len(found.weak) - _MOST_WEAK:,} more; --format json gives all", style="dim")


def _faults(found: Suggestion) -> Iterator[RenderableType]:
    """What was put in and what was noticed, by dimension and kind of fault."""
    if not found.judged:
        return
    yield Text("\nFaults put into the sample, and noticed", style="bold underline")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold", style="dim")
    caught = found.caught
    kinds = sorted({fault.kind for fault in found.judged}, key=lambda kind: (HARMS[kind].value, kind.value))
    for kind in kinds:
        all_of = [fault for fault in found.judged if fault.kind is kind]
        missed = [f"{fault.dataset}: {fault.text}" for fault in all_of if fault.number not in caught]
        seen = len(all_of) - len(missed)
        words = f"missed: {'; '.join(missed[:2])}{' …' if len(missed) > 2 else ''}" if missed else ""
        style = "green" if not missed else "yellow" if seen else "red"
        table.add_row(HARMS[kind].value, kind.value, Text(f"{seen} of {len(all_of)}", style=style), folded(words))
    yield table
    if found.now:
        yield Text(f"  ages are counted from {found.now}, the hour of the newest row", style="dim")


def _gaps(found: Suggestion) -> Iterator[RenderableType]:
    if found.gaps:
        yield Text("\nNot looked at, or not understood", style="bold underline")
        for gap in found.gaps[:_MOST_WEAK]:
            yield Text(f"  {folded(f'{gap.path}: {gap.what}: {gap.why}')}", style="dim")
