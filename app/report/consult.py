"""A consultation for a person: where models agree, where they do not, and which of their facts hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agents.consult.ask import Consultation
from agents.consult.compare import Camp, camps
from agents.consult.opinion import CheckedFact, Opinion
from app.report.clean import code, folded, prose, visible
from app.report.council import price
from app.report.published import masked
from app.report.summary import counted, listed

_SIGNS = {True: "holds", False: "DOES NOT HOLD", None: "cannot be told"}
_MOST_COLUMNS = 3
"""Opinions side by side; more stand below each other."""


def headline(consultation: Consultation) -> str:
    """Who agrees with whom, in a sentence."""
    opinions = consultation.opinions
    if not opinions:
        return "No model answered."
    groups = camps(opinions)
    if len(groups) == 1:
        return f"All {len(opinions)} that answered choose alike." if len(opinions) > 1 else "One model answered."
    if len(groups) == len(opinions):
        return f"{len(opinions)} models answered and no two choose alike."
    most, *rest = groups
    dissent = counted(sum(len(one.models) for one in rest), "dissents", "dissent")
    return f"{len(most.models)} of {len(opinions)} choose alike; {dissent}."


def as_json(consultation: Consultation) -> str:
    """Everything, as one JSON document."""
    shown = masked(consultation)
    body: dict[str, Any] = msgspec.to_builtins(shown)
    body["agreement"] = {"sentence": headline(shown), "by_words": msgspec.to_builtins(camps(shown.opinions))}
    return msgspec.json.format(msgspec.json.encode({"format": "headgate-consult/1", **body}), indent=2).decode() + "\n"


def markdown(consultation: Consultation) -> str:
    """The consultation as Markdown."""
    return "\n".join(_markdown(masked(consultation))) + "\n"


def _markdown(shown: Consultation) -> Iterator[str]:
    yield f"## {prose(shown.question)}\n"
    yield f"{headline(shown)} *Alike* is told by the words of their choices; nobody saw what others said.\n"
    yield from (f"- **{prose(camp.choice)}**: {', '.join(map(code, camp.models))}" for camp in camps(shown.opinions))
    for opinion in shown.opinions:
        yield f"\n### {code(opinion.model)}: {prose(opinion.choice)}\n"
        yield f"{prose(opinion.position)}\n"
        for heading, texts in _parts(opinion):
            yield f"**{heading}**\n"
            yield from (f"- {prose(text)}" for text in texts)
            yield ""
        for fact in opinion.facts:
            sign = f"**{_SIGNS[fact.holds]}**" if fact.holds is False else _SIGNS[fact.holds]
            yield f"- {code(fact.text[:200])}: {sign} ({prose(fact.why)})"
    yield from (f"\nNo answer: {prose(gap.what)}: {prose(gap.why)}" for gap in shown.gaps)
    yield f"\n<details><summary>{_sent(shown)}</summary>\n"
    yield from (f"- {fact.id} {code(fact.text[:300])}" for fact in shown.facts.facts)
    yield f"\n</details>\n\n{_spent(shown)}"


def _parts(opinion: Opinion) -> Iterator[tuple[str, tuple[str, ...]]]:
    for heading, texts in (
        ("Because", opinion.reasons),
        ("Risks", opinion.risks),
        ("Would need to know", opinion.needs_to_know),
    ):
        if texts:
            yield heading, texts


def terminal(consultation: Consultation) -> Group:
    """The consultation side by side, to be printed by a rich console."""
    return Group(*_terminal(masked(consultation)))


def _terminal(shown: Consultation) -> Iterator[RenderableType]:
    yield Text(folded(shown.question), style="bold")
    yield Text(headline(shown))
    yield from (Text(f"  {folded(_camp(camp))}") for camp in camps(shown.opinions))
    opinions = shown.opinions
    for start in range(0, len(opinions), _MOST_COLUMNS):
        yield Text("")
        yield _side_by_side(opinions[start : start + _MOST_COLUMNS])
    for gap in shown.gaps:
        yield Text(folded(f"No answer: {gap.what}: {gap.why}"), style="yellow")
    yield Text("")
    yield Text(f"{_sent(shown)} {_spent(shown)}", style="dim")


def _camp(camp: Camp) -> str:
    return f"{camp.choice}: {listed(camp.models)}"


def _side_by_side(opinions: tuple[Opinion, ...]) -> Table:
    table = Table(padding=(0, 1), show_lines=True, expand=True)
    for opinion in opinions:
        table.add_column(Text(folded(opinion.model)), overflow="fold", ratio=1)
    table.add_row(*(Text(f"{folded(one.choice)}\n\n{visible(one.position)}", style="bold") for one in opinions))
    for heading in ("Because", "Risks", "Would need to know"):
        rows = [dict(_parts(one)).get(heading, ()) for one in opinions]
        if any(rows):
            table.add_row(*(_bullets(heading, texts) for texts in rows))
    if any(one.facts for one in opinions):
        table.add_row(*(_facts(one.facts) for one in opinions))
    return table


def _bullets(heading: str, texts: tuple[str, ...]) -> Text:
    text = Text(heading, style="bold")
    for one in texts:
        text.append(f"\n- {visible(one)}", style="not bold")
    return text


def _facts(facts: tuple[CheckedFact, ...]) -> Text:
    text = Text("Facts, checked", style="bold")
    for fact in facts:
        style = {True: "not bold", False: "not bold red", None: "not bold yellow"}[fact.holds]
        text.append(f"\n- {folded(fact.text[:160])}: {_SIGNS[fact.holds]} ({folded(fact.why)})", style=style)
    return text


def _sent(shown: Consultation) -> str:
    left = f"; {shown.facts.left_out:,} did not fit" if shown.facts.left_out else ""
    return f"{counted(len(shown.facts.facts), 'fact')} of the repository went with the question{left}."


def _spent(shown: Consultation) -> str:
    tokens = sum(seat.prompt_tokens + seat.completion_tokens for seat in shown.seats)
    costs = [seat.cost for seat in shown.seats if seat.calls]
    total = None if None in costs else sum(cost or 0.0 for cost in costs)
    return f"{tokens:,} tokens, cost {price(total)}."


def facts_alone(consultation: Consultation) -> str:
    """What would have been sent, where no model is configured."""
    shown = masked(consultation)
    return f"{visible(shown.facts.text)}\n\n{_sent(shown).replace('went', 'would go')}\n"
