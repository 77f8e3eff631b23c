"""The last step of a question: rows grouped, ordered and cut off."""

from __future__ import annotations

from headgate.design.question.model import Question
from headgate.design.sql.names import quoted

_TRUNCATED = {"week": "week", "month": "month", "quarter": "quarter"}


def part_of_day(day: str, part: str) -> str:
    """A part of a date: the first day of its week, month or quarter; the year and the day of the week as numbers."""
    if part == "day":
        return day
    if part == "year":
        return f"cast(extract(year from {day}) as integer)"
    if part == "weekday":
        return f"cast(extract(isodow from {day}) as integer)"
    return f"cast(date_trunc('{_TRUNCATED[part]}', {day}) as date)"


def grouped(question: Question, aggregates: list[str]) -> str:
    """The query over `kept`, whose groupings are g0, g1, …"""
    names = [f"g{number} as {quoted(group.name)}" for number, group in enumerate(question.by)]
    names += [f"{told} as {quoted(m.name)}" for told, m in zip(aggregates, question.measures, strict=True)]
    listed = ",\n  ".join(names)
    text = f"select\n  {listed}\nfrom kept"
    if question.by:
        text += f"\ngroup by {', '.join(f'g{number}' for number in range(len(question.by)))}"
    return text + ordered(question)


def ordered(question: Question) -> str:
    """The order of the rows: a total one, so that the first N are always the same."""
    groups = [f"{quoted(group.name)} nulls last" for group in question.by]
    if question.top:
        way = "asc" if question.lowest else "desc"
        first = f"{quoted(question.measures[0].name)} {way} nulls last"
        return f"\norder by {', '.join([first, *groups])}\nlimit {question.top}"
    return f"\norder by {', '.join(groups)}" if groups else ""
