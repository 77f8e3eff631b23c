"""A plan for a change of schema, in every form."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

import msgspec

from app.report.clean import block, folded, prose, visible
from headgate.impact.plan.model import Plan, Step

_WIDTH = 100


def as_json(plan: Plan) -> str:
    """The plan as JSON that ends with a newline."""
    return json.dumps(msgspec.to_builtins(plan), indent=2) + "\n"


def as_text(plan: Plan) -> str:
    """The plan for a terminal."""
    return "\n".join(_text(plan)) + "\n"


def as_markdown(plan: Plan) -> str:
    """The plan as Markdown."""
    return "\n".join(_markdown(plan)) + "\n"


def _text(plan: Plan) -> Iterator[str]:
    yield from textwrap.wrap(folded(plan.strategy), _WIDTH)
    phase = ""
    for number, step in enumerate(plan.steps, start=1):
        if step.phase.value != phase:
            phase = step.phase.value
            yield f"\n{phase.upper()}"
        yield f"{number:>3}. {folded(step.title)}"
        yield from _lines("in", step.where)
        yield from _statements(step)
        yield from _lines("then", step.check)
        yield from _lines("back", step.back)
    for heading, lines in (("SIZE", plan.sizing), ("OTHER WAYS", plan.alternatives)):
        if lines:
            yield f"\n{heading}"
        for line in lines:
            yield from textwrap.wrap(folded(line), _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    for change in plan.unplanned:
        yield f"\nnot planned: {folded(change.sentence)}"
    for why in plan.unknown:
        yield f"\nnot told: {folded(why)}"


def _lines(label: str, words: str) -> Iterator[str]:
    first, later = f"     {label:<6}", " " * 11
    for part in words.split("\n") if words else ():
        yield from textwrap.wrap(folded(part), _WIDTH, initial_indent=first, subsequent_indent=later)
        first = later


def _statements(step: Step) -> Iterator[str]:
    for line in visible(step.statements).split("\n") if step.statements else ():
        yield f"             {line}"


def _markdown(plan: Plan) -> Iterator[str]:
    yield prose(plan.strategy)
    phase = ""
    for number, step in enumerate(plan.steps, start=1):
        if step.phase.value != phase:
            phase = step.phase.value
            yield f"\n## {phase.capitalize()}\n"
        yield f"{number}. **{prose(step.title)}** ({prose(step.where)})\n"
        if step.statements:
            yield textwrap.indent(block(step.statements), "   ") + "\n"
        if step.check:
            yield f"   Before the next: {prose(step.check)}\n"
        if step.back:
            yield f"   Way back: {prose(step.back)}\n"
    for heading, lines in (("Size", plan.sizing), ("Other ways", plan.alternatives)):
        if lines:
            yield f"\n## {heading}\n"
        yield from (f"- {prose(line)}" for line in lines)
    yield from (f"\nNot planned: {prose(change.sentence)}" for change in plan.unplanned)
    yield from (f"\nNot told: {prose(why)}" for why in plan.unknown)
