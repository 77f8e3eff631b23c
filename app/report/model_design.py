"""A design for a terminal and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from app.report.clean import block, cell, code, folded, prose
from app.report.model_er import Entity, er_diagram
from headgate.design.make import Design
from headgate.design.proof.prove import Answered, Proof
from headgate.design.star.layout import StarTable, tables
from headgate.design.tradeoffs import Comparison, Form

_WIDTH = 110
_ROWS = 5
_MARKS = {True: "same", False: "NOT SAME"}


def as_text(design: Design, compared: Comparison) -> str:
    """The design for a terminal."""
    return "\n".join(_text(design, compared)) + "\n"


def as_markdown(design: Design, compared: Comparison) -> str:
    """The design as Markdown, with a diagram and the SQL of each question."""
    return "\n".join(_markdown(design, compared)) + "\n"


def _text(design: Design, compared: Comparison) -> Iterator[str]:
    yield from _wrapped(headline(design), "")
    for table in tables(design.star):
        yield f"\n{table.name}"
        yield from _wrapped(table.about, "  ")
        for line in _parts(table):
            yield from _wrapped(line, "    ")
    for fact in design.star.facts:
        for left in fact.left_out:
            yield from _wrapped(f"left out of {fact.name}: {left}", "  ")
    yield "\nPROOF"
    yield from _wrapped(proof_line(design.proof), "  ")
    for answered in design.proof.answers:
        yield f"  {_verdict(answered):<10}{folded(answered.question.text)[:_WIDTH - 12]}"
        yield from _wrapped(f"{_rows(answered)}; {_joins(answered.joins)}", " " * 12)
        for note in (*answered.question.notes, *([answered.trouble] if answered.trouble else [])):
            yield from _wrapped(note, " " * 12)
    for one in design.not_understood:
        yield f"  {'not read':<10}{folded(one.text)[:_WIDTH - 12]}"
        for why in one.why:
            yield from _wrapped(why, " " * 12)
    yield "\nOTHER FORMS"
    yield f"  {'':<14}{'tables':>7}{'joins':>7}{'most':>6}{'columns':>9}{'layers':>8}{'bytes':>10}  history"
    for form in compared.forms:
        numbers = f"{form.tables:>7}{sum(form.joins):>7}{max(form.joins, default=0):>6}{form.widest:>9}{form.steps:>8}{_bytes(form):>10}"
        yield f"  {form.name:<14}{numbers}  {form.history}"
    for remark in (*compared.remarks, *_unknown(compared)):
        yield from _wrapped(remark, "  - ", "    ")
    for heading, lines in _told(design):
        yield f"\n{heading.upper()}"
        for line in lines:
            yield from _wrapped(line, "  - ", "    ")


def headline(design: Design) -> str:
    """What was made of what, in a sentence."""
    star = design.star
    asked = len(design.questions) + len(design.not_understood)
    proved = sum(one.proved for one in design.proof.answers)
    dates = 1 if star.has_dates else 0
    return (
        f"A star of {_count(len(star.facts), 'fact')}, {_count(len(star.dimensions) + len(star.junks) + dates, 'dimension')} and "
        f"{_count(len(star.bridges), 'bridge')} over {_count(len(design.schema.tables), 'source table')}: "
        f"{proved} of {_count(asked, 'question')} proved, {len(design.not_understood)} not understood."
    )


def proof_line(proof: Proof) -> str:
    """How the proof went, in a sentence."""
    if proof.trouble:
        return f"Nothing was proved. {proof.trouble}"
    wrong = [one for one in proof.checks if one.wrong]
    told = f"Built on DuckDB over {sum(n for name, n in proof.counts.items() if name.startswith('src__')):,} source rows; {len(proof.checks) - len(wrong)} of {len(proof.checks)} checks of keys and rows hold."
    failed = "".join(f" {name.removeprefix('ref__')} was not built: {why}." for name, why in proof.failed)
    return told + "".join(f" Wrong: {one.name} ({one.wrong} rows)." for one in wrong[:5]) + failed


def _verdict(answered: Answered) -> str:
    if answered.star is None:
        return "no answer"
    if not answered.star.rows:
        return "no rows"
    return _MARKS[not answered.trouble]


def _rows(answered: Answered) -> str:
    if answered.star is None or answered.source is None:
        return "not answered"
    return f"{_count(len(answered.star.rows), 'row')} from the star, {len(answered.source.rows):,} from the source"


def _joins(count: int) -> str:
    return _count(count, "join")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _bytes(form: Form) -> str:
    if form.bytes is None:
        return "unknown"
    size = float(form.bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"


def _unknown(compared: Comparison) -> list[str]:
    if not compared.unknown:
        return ["Bytes are reckoned before compression, with 20 for each text."]
    return [f"Bytes are unknown: give --rows for {', '.join(compared.unknown)}."]


def _parts(table: StarTable) -> Iterator[str]:
    keys = [f"{c.name} -> {c.points_to}" for c in table.columns if c.points_to]
    measures = [f"{c.name} ({c.about.split(':')[0]})" for c in table.columns if "additive:" in c.about]
    rest = [c.name for c in table.columns if not c.points_to and "additive:" not in c.about]
    yield f"{'carries' if table.layer == 'fact' else 'holds'} {', '.join(rest)}"
    if keys:
        yield f"points to {', '.join(keys)}"
    if measures:
        yield f"measures {', '.join(measures)}"


def _told(design: Design) -> Iterator[tuple[str, Sequence[str]]]:
    notes = [*design.star.notes, *(note for one in design.star.dimensions for note in one.notes)]
    for heading, lines in (("notes", notes), ("assumed", design.schema.assumed), ("not read", design.schema.unread)):
        if lines:
            yield heading, list(dict.fromkeys(lines))


def _wrapped(line: str, first: str, later: str | None = None) -> list[str]:
    return textwrap.wrap(folded(line), _WIDTH, initial_indent=first, subsequent_indent=first if later is None else later)


def _markdown(design: Design, compared: Comparison) -> Iterator[str]:
    laid = tables(design.star)
    yield f"# Star schema\n\n{prose(headline(design))}\n"
    yield er_diagram(_entity(table) for table in laid)
    yield "\n## Tables"
    for table in laid:
        yield f"\n### {code(table.name)}\n\n{prose(table.about)}\n\n| column | type | |\n|---|---|---|"
        for column in table.columns:
            about = f"points to {code(column.points_to)}" if column.points_to else prose(column.about)
            yield f"| {cell(code(column.name))} | {column.type} | {cell(about)} |"
        for fact in design.star.facts:
            if fact.name == table.name and fact.left_out:
                yield "\nLeft out: " + prose("; ".join(fact.left_out)) + "."
    yield f"\n## Proof\n\n{prose(proof_line(design.proof))}\n"
    yield "| question | star and source | rows | joins |\n|---|---|--:|--:|"
    for answered in design.proof.answers:
        rows = len(answered.star.rows) if answered.star is not None else 0
        yield f"| {cell(prose(answered.question.text))} | {_verdict(answered)} | {rows} | {answered.joins} |"
    for answered in design.proof.answers:
        yield from _answer(answered)
    if design.not_understood:
        yield "\n## Not understood\n"
        for one in design.not_understood:
            yield f"- {prose(one.text)}: {prose('; '.join(one.why))}"
    yield "\n## Other forms of the same\n"
    yield "| form | tables | joins, all questions | most joins | widest table | layers | bytes | history |\n|---|--:|--:|--:|--:|--:|--:|---|"
    for form in compared.forms:
        yield f"| {form.name} | {form.tables} | {sum(form.joins)} | {max(form.joins, default=0)} | {form.widest} | {form.steps} | {_bytes(form)} | {prose(form.history)} |"
    yield ""
    for remark in (*compared.remarks, *_unknown(compared)):
        yield f"- {prose(remark)}"
    for heading, lines in _told(design):
        yield f"\n## {heading.capitalize()}\n"
        for line in lines:
            yield f"- {prose(line)}"


def _answer(answered: Answered) -> Iterator[str]:
    yield f"\n### {prose(answered.question.text)}\n"
    for note in answered.question.notes:
        yield f"- {prose(note)}"
    if answered.trouble:
        yield f"- **{prose(answered.trouble)}**"
    yield "\n" + block(_plain(answered.sql), "sql")
    if answered.star is not None:
        shown = answered.star
        yield "\n| " + " | ".join(cell(prose(name)) for name in shown.columns) + " |"
        yield "|" + "---|" * len(shown.columns)
        for row in shown.rows[:_ROWS]:
            yield "| " + " | ".join(cell(prose("NULL" if value is None else value)) for value in row) + " |"
        if len(shown.rows) > _ROWS:
            yield f"\nand {len(shown.rows) - _ROWS} rows more, the same from the source."


def _plain(sql: str) -> str:
    return sql.replace("ref__", "")


def _entity(table: StarTable) -> Entity:
    columns = tuple((c.type, c.name, "PK" if (c.name,) == table.key else "FK" if c.points_to else "") for c in table.columns)
    return Entity(table.name, columns, tuple((c.points_to, c.name) for c in table.columns if c.points_to))
