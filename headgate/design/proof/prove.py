"""The proof of a design: it is built, its keys hold, and each question has the answer that the source gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headgate.design.proof.run import Build, Given, Ran, Table, run
from headgate.design.question.model import Attribute, Question
from headgate.design.source.model import SourceSchema
from headgate.design.sql.answer import Answer, NotInStar
from headgate.design.sql.direct import Direct
from headgate.design.sql.models import Model
from headgate.design.sql.names import model, quoted, raw
from headgate.design.star.model import Star
from headgate.facts.workers import TooLong, each
from headgate.settings import Bounds


@dataclass(frozen=True, slots=True)
class Answered:
    """One question, asked of the star and of the source."""

    question: Question
    sql: str
    direct: str
    joins: int
    star: Table | None
    source: Table | None
    trouble: str = ""
    """Why there is no answer, or the first row in which the two differ; empty where they are the same."""

    @property
    def proved(self) -> bool:
        return not self.trouble and self.star is not None and bool(self.star.rows)


@dataclass(frozen=True, slots=True)
class Checked:
    """A property that must hold in what was built."""

    name: str
    wrong: int


@dataclass(frozen=True)
class Proof:
    answers: tuple[Answered, ...]
    checks: tuple[Checked, ...]
    counts: Mapping[str, int]
    """Rows of each relation."""
    failed: tuple[tuple[str, str], ...]
    trouble: str = ""
    """Why nothing was run."""

    @property
    def holds(self) -> bool:
        """Whether everything was built, every check holds, and every question is proved."""
        built = not self.failed and not self.trouble and all(not one.wrong for one in self.checks)
        return built and all(one.proved for one in self.answers)


def prove(
    star: Star,
    made: Sequence[Model],
    questions: Sequence[Question],
    rows: Mapping[str, Sequence[tuple[str, ...]]],
    bounds: Bounds,
) -> Proof:
    """Build the star from `rows` and ask all questions twice."""
    schema = star.schema
    asked = [_written(question, star) for question in questions]
    checks = tuple(checks_of(star, made))
    queries = [(f"star {one.question.name}", one.sql) for one in asked if one.sql]
    queries += [(f"source {one.question.name}", one.direct) for one in asked]
    build = Build(
        tuple(_given(schema, rows)), tuple((model(one.name), one.sql) for one in made), checks, tuple(queries)
    )
    answer = next(each(run, [build], bounds))
    if isinstance(answer, TooLong):
        return Proof(tuple(asked), (), {}, (), f"The build {answer}.")
    return _proof(answer, asked)


def _written(question: Question, star: Star) -> Answered:
    fact = star.fact_of(question.base)
    when = fact.when if fact is not None else None
    closing = any(measure.function == "closing" for measure in question.measures)
    direct = Direct(question, star.schema, when or _first_date(question, star))
    told = direct.closing() if closing else direct.sql()
    asked = Answer(question, star)
    try:
        sql = asked.sql()
    except NotInStar as error:
        return Answered(question, "", told, 0, None, None, f"the star does not hold it: {error}")
    return Answered(question, sql, told, asked.joined, None, None)


def _first_date(question: Question, star: Star) -> Attribute | None:
    fact = star.fact_of(question.base)
    return fact.dates[0].attribute if fact is not None and fact.dates else None


def _given(schema: SourceSchema, rows: Mapping[str, Sequence[tuple[str, ...]]]) -> list[Given]:
    return [
        Given(raw(table), tuple((c.written or c.name, c.type) for c in table.columns), tuple(rows[table.name]))
        for table in schema.tables
    ]


def checks_of(star: Star, made: Sequence[Model]) -> list[tuple[str, str]]:
    """Keys are unique and not NULL; what a fact points to is there; no row of a base is lost or doubled."""
    found = []
    for one in made:
        if one.key:
            listed = ", ".join(quoted(name) for name in one.key)
            nulls = " or ".join(f"{quoted(name)} is null" for name in one.key)
            found.append(
                (
                    f"{one.name}: ({', '.join(one.key)}) is unique",
                    f"select count(*) from (select 1 from {model(one.name)} group by {listed} having count(*) > 1)",
                )
            )
            found.append(
                (
                    f"{one.name}: ({', '.join(one.key)}) is never NULL",
                    f"select count(*) from {model(one.name)} where {nulls}",
                )
            )
    for fact in star.facts:
        pointed = [(role.column, role.dimension, star.dimension(role.dimension).key) for role in fact.roles]
        pointed += [(role.column, role.junk, star.junk(role.junk).key) for role in fact.junks]
        pointed += [(date.column, "dim_date", "date_key") for date in fact.dates]
        for column, dimension, key in pointed:
            held = f"select {quoted(key)} from {model(dimension)}"
            lost = f"{quoted(column)} is null or {quoted(column)} not in ({held})"
            found.append(
                (f"{fact.name}.{column} is in {dimension}", f"select count(*) from {model(fact.name)} where {lost}")
            )
        base = raw(star.schema.table(fact.base))
        found.append(
            (
                f"{fact.name} has the rows of {fact.base}",
                f"select abs((select count(*) from {model(fact.name)}) - (select count(*) from {base}))",
            )
        )
    return found


def _proof(ran: Ran, asked: Sequence[Answered]) -> Proof:
    answers, failed = dict(ran.answers), dict(ran.failed)
    found = []
    for one in asked:
        star, source = answers.get(f"star {one.question.name}"), answers.get(f"source {one.question.name}")
        trouble = (
            one.trouble or failed.pop(f"star {one.question.name}", "") or failed.pop(f"source {one.question.name}", "")
        )
        if not trouble and star is not None and source is not None:
            trouble = difference(star, source)
        found.append(Answered(one.question, one.sql, one.direct, one.joins, star, source, trouble))
    checks = tuple(Checked(name, wrong) for name, wrong in ran.checks)
    return Proof(tuple(found), checks, dict(ran.counts), tuple(failed.items()))


def difference(star: Table, source: Table) -> str:
    """The first row that only one answer has; empty for the same rows."""
    if star.columns != source.columns:
        return f"the star answers with ({', '.join(star.columns)}), the source with ({', '.join(source.columns)})"
    here, there = Counter(star.rows), Counter(source.rows)
    for side, row in (("the star", next(iter(here - there), None)), ("the source", next(iter(there - here), None))):
        if row is not None:
            told = ", ".join(f"{c} = {'NULL' if v is None else v}" for c, v in zip(star.columns, row, strict=True))
            return f"only {side} answers {told}"
    return ""
