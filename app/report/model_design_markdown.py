"""A design as Markdown, with a diagram and the SQL of each question."""

from __future__ import annotations

from collections.abc import Iterator

from app.report.clean import block, cell, code, prose
from app.report.model_design_words import headline, on_sizes, proof_line, size, told, verdict
from app.report.model_er import Entity, er_diagram
from headgate.design.make import Design
from headgate.design.proof.prove import Answered
from headgate.design.star.layout import StarTable, tables
from headgate.design.tradeoffs import Comparison

_ROWS = 5
_FORMS = (
    "| form | tables | joins, all questions | most joins | widest table | layers | bytes | history |\n"
    "|---|--:|--:|--:|--:|--:|--:|---|"
)


def as_markdown(design: Design, compared: Comparison) -> str:
    """The design as Markdown."""
    parts = (_tables(design), _proof(design), _forms(compared), _notes(design))
    return "\n".join(line for part in parts for line in part) + "\n"


def _tables(design: Design) -> Iterator[str]:
    laid = tables(design.star)
    yield f"# Star schema\n\n{prose(headline(design))}\n"
    yield er_diagram(_entity(table) for table in laid)
    yield "\n## Tables"
    for table in laid:
        yield f"\n### {code(table.name)}\n\n{prose(table.about)}\n\n| column | type | |\n|---|---|---|"
        for column in table.columns:
            about = f"points to {code(column.points_to)}" if column.points_to else prose(column.about)
            yield f"| {cell(code(column.name))} | {column.type} | {cell(about)} |"
        left = [one for fact in design.star.facts if fact.name == table.name for one in fact.left_out]
        if left:
            yield "\nLeft out: " + prose("; ".join(left)) + "."


def _entity(table: StarTable) -> Entity:
    columns = tuple(
        (c.type, c.name, "PK" if (c.name,) == table.key else "FK" if c.points_to else "") for c in table.columns
    )
    return Entity(table.name, columns, tuple((c.points_to, c.name) for c in table.columns if c.points_to))


def _proof(design: Design) -> Iterator[str]:
    yield f"\n## Proof\n\n{prose(proof_line(design.proof))}\n"
    yield "| question | star and source | rows | joins |\n|---|---|--:|--:|"
    for answered in design.proof.answers:
        rows = len(answered.star.rows) if answered.star is not None else 0
        yield f"| {cell(prose(answered.question.text))} | {verdict(answered)} | {rows} | {answered.joins} |"
    for answered in design.proof.answers:
        yield from _answer(answered)
    if design.not_understood:
        yield "\n## Not understood\n"
        for one in design.not_understood:
            yield f"- {prose(one.text)}: {prose('; '.join(one.why))}"


def _answer(answered: Answered) -> Iterator[str]:
    yield f"\n### {prose(answered.question.text)}\n"
    for note in answered.question.notes:
        yield f"- {prose(note)}"
    if answered.trouble:
        yield f"- **{prose(answered.trouble)}**"
    yield "\n" + block(answered.sql.replace("ref__", ""), "sql")
    shown = answered.star
    if shown is not None:
        yield "\n| " + " | ".join(cell(prose(name)) for name in shown.columns) + " |"
        yield "|" + "---|" * len(shown.columns)
        for row in shown.rows[:_ROWS]:
            yield "| " + " | ".join(cell(prose("NULL" if value is None else value)) for value in row) + " |"
        if len(shown.rows) > _ROWS and not answered.trouble:
            yield f"\nand {len(shown.rows) - _ROWS} rows more, all of them the same from the source."


def _forms(compared: Comparison) -> Iterator[str]:
    yield f"\n## Other forms of the same\n\n{_FORMS}"
    for form in compared.forms:
        joins = f"{sum(form.joins)} | {max(form.joins, default=0)}"
        yield (
            f"| {form.name} | {form.tables} | {joins} | {form.widest} | {form.steps} | {size(form)} "
            f"| {prose(form.history)} |"
        )
    yield ""
    for remark in (*compared.remarks, *on_sizes(compared)):
        yield f"- {prose(remark)}"


def _notes(design: Design) -> Iterator[str]:
    for heading, lines in told(design):
        yield f"\n## {heading.capitalize()}\n"
        for line in lines:
            yield f"- {prose(line)}"
