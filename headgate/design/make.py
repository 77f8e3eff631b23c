"""A whole design: questions settled, the star derived, built and proved, and weighed against other forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headgate.design.proof.prove import Proof, prove
from headgate.design.proof.rows import rows_for, span_of
from headgate.design.question.form import Asking
from headgate.design.question.model import NotUnderstood, Question
from headgate.design.question.resolve import settle
from headgate.design.source.model import SourceSchema
from headgate.design.sql.models import Model, models
from headgate.design.star.derive import derive
from headgate.design.star.model import Star
from headgate.settings import Bounds


@dataclass(frozen=True)
class Design:
    schema: SourceSchema
    star: Star
    models: tuple[Model, ...]
    questions: tuple[Question, ...]
    not_understood: tuple[NotUnderstood, ...]
    proof: Proof
    rows: Mapping[str, Sequence[tuple[str, ...]]]
    """What it was proved over, by source table."""


def design(schema: SourceSchema, asking: Asking, bounds: Bounds) -> Design:
    """Design a star for what is asked, and prove it."""
    settled = settle(asking, schema)
    questions = tuple(one for one in settled if isinstance(one, Question))
    rows = rows_for(schema, questions)
    star = derive(schema, questions, _years(schema, questions, rows))
    made = models(star)
    proof = prove(star, made, questions, rows, bounds)
    return Design(schema, star, made, questions, tuple(o for o in settled if isinstance(o, NotUnderstood)), proof, rows)


def _years(
    schema: SourceSchema, questions: Sequence[Question], rows: Mapping[str, Sequence[tuple[str, ...]]]
) -> tuple[int, int]:
    """From the first to the last year of the questions and of the samples, and a year around."""
    first, last = (day.year for day in span_of(questions))
    told = [
        int(line[place][:4])
        for table in schema.tables
        if table.sample
        for place, column in enumerate(table.columns)
        if column.kind.temporal
        for line in rows[table.name]
        if line[place][:4].isdigit()
    ]
    sane = [year for year in told if 1900 <= year <= 2200]
    return min([first - 1, *sane]), max([last + 1, *sane])
