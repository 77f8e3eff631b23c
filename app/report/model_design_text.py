"""A design for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from app.report.clean import folded
from app.report.model_design_words import count, headline, on_sizes, proof_line, size, told, verdict
from headgate.design.make import Design
from headgate.design.proof.prove import Answered
from headgate.design.star.layout import StarTable, tables
from headgate.design.tradeoffs import Comparison

_WIDTH = 110


def as_text(design: Design, compared: Comparison) -> str:
    """The design for a terminal."""
    parts = (
        wrapped(headline(design), ""),
        _tables(design),
        _proof(design),
        _forms(compared),
        _notes(design),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def wrapped(line: str, first: str, later: str | None = None) -> list[str]:
    """A sentence in lines of the report's width."""
    return textwrap.wrap(
        folded(line), _WIDTH, initial_indent=first, subsequent_indent=first if later is None else later
    )


def _tables(design: Design) -> Iterator[str]:
    for table in tables(design.star):
        yield f"\n{table.name}"
        yield from wrapped(table.about, "  ")
        for line in _parts(table):
            yield from wrapped(line, "    ", "      ")
        for fact in design.star.facts:
            for left in fact.left_out if fact.name == table.name else ():
                yield from wrapped(f"leaves out {left}", "    ", "      ")


def _parts(table: StarTable) -> Iterator[str]:
    keys = [f"{c.name} -> {c.points_to}" for c in table.columns if c.points_to]
    measures = [f"{c.name} ({c.about.split(':')[0]})" for c in table.columns if "additive:" in c.about]
    rest = [c.name for c in table.columns if not c.points_to and "additive:" not in c.about]
    yield f"{'carries' if table.layer == 'fact' else 'holds'} {', '.join(rest)}"
    if keys:
        yield f"points to {', '.join(keys)}"
    if measures:
        yield f"measures {', '.join(measures)}"


def _proof(design: Design) -> Iterator[str]:
    yield "\nPROOF"
    yield from wrapped(proof_line(design.proof), "  ")
    for answered in design.proof.answers:
        yield f"  {verdict(answered):<10}{folded(answered.question.text)[: _WIDTH - 12]}"
        yield from wrapped(f"{_rows(answered)}; {count(answered.joins, 'join')}", " " * 12)
        for note in (*answered.question.notes, *([answered.trouble] if answered.trouble else [])):
            yield from wrapped(note, " " * 12)
    for one in design.not_understood:
        yield f"  {'not read':<10}{folded(one.text)[: _WIDTH - 12]}"
        for why in one.why:
            yield from wrapped(why, " " * 12)


def _rows(answered: Answered) -> str:
    if answered.star is None or answered.source is None:
        return "not answered"
    return f"{count(len(answered.star.rows), 'row')} from the star, {len(answered.source.rows):,} from the source"


def _forms(compared: Comparison) -> Iterator[str]:
    yield "\nOTHER FORMS"
    yield f"  {'':<14}{'tables':>7}{'joins':>7}{'most':>6}{'columns':>9}{'layers':>8}{'bytes':>10}  history"
    for form in compared.forms:
        joins = f"{sum(form.joins):>7}{max(form.joins, default=0):>6}"
        yield (
            f"  {form.name:<14}{form.tables:>7}{joins}{form.widest:>9}{form.steps:>8}{size(form):>10}  {form.history}"
        )
    for remark in (*compared.remarks, *on_sizes(compared)):
        yield from wrapped(remark, "  - ", "    ")


def _notes(design: Design) -> Iterator[str]:
    for heading, lines in told(design):
        yield f"\n{heading.upper()}"
        for line in lines:
            yield from wrapped(line, "  - ", "    ")
