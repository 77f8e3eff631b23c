"""`headgate consult`: one architecture question to several models, with the repository's facts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agents.answers import Answers, default_path
from agents.budget import Budget
from agents.consult.ask import Consultation
from agents.consult.ask import consult as ask_all
from agents.consult.facts import TOKENS, gather
from agents.model import Door
from agents.providers import OWN_KEY, Bench, Model, family_of, find
from app.cli.options import Cached, SettingsFile
from app.cli.output import to_stdout
from app.cli.reports import printed
from app.cli.target import facts_cache, lay_out
from app.report import consult as report
from headgate.errors import HeadgateError
from headgate.review_change import Analysis, analyse
from headgate.settings import Models
from headgate.source.checkout import Checkout


class ConsultFormat(StrEnum):
    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


Asked = Annotated[str, typer.Argument(metavar="QUESTION", help="One question about the architecture.")]
Repository = Annotated[Path, typer.Argument(metavar="[REPO]", help="A repository.", show_default="the current folder")]
Names = Annotated[
    str,
    typer.Option("--models", metavar="A,B,C", help="Models as LiteLLM names them.", show_default="those configured"),
]
Files = Annotated[
    list[str] | None, typer.Option("--files", metavar="PATH", help="A file that matters most; again for more.")
]
Dollars = Annotated[
    float | None, typer.Option("--budget", min=0.0, help="US dollars at most.", show_default="that of the settings")
]
Tokens = Annotated[int, typer.Option("--tokens", min=500, max=100_000, help="Of the facts that go with the question.")]
As = Annotated[ConsultFormat, typer.Option("--format", "-f", help="How it is written.")]
MOST_MODELS = 5

app = typer.Typer(add_completion=False)


@app.command()
def consult(
    question: Asked,
    repo: Repository = Path(),
    models: Names = "",
    files: Files = None,
    budget: Dollars = None,
    tokens: Tokens = TOKENS,
    form: As = ConsultFormat.TERMINAL,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Ask several models one architecture question, blind of each other, with the repository's facts.

    Shows where they agree and where they do not, and which of the facts that they cite hold. Without a model it
    shows the facts that it would have sent.

    \b
    headgate consult "Should lake.orders be partitioned by day?"
    headgate consult "Merge or overwrite for orders?" ../warehouse --models openai/gpt-5,gemini/gemini-2.5-pro
    headgate consult "Is stg_orders the right grain?" --files models/staging/stg_orders.sql --format markdown
    """
    if not question.strip():
        raise HeadgateError("The question is empty; put it in quotes behind `headgate consult`.")
    checkout = lay_out(repo, "", "", None, settings)
    analysis = analyse(checkout, facts_cache(cache))
    wanted = tuple(_file(path, analysis) for path in files or ())
    packed = gather(analysis, question, wanted, tokens)
    panel = chosen(models, checkout.settings.models)
    if not panel:
        print("headgate: no model is configured; these facts would have been sent:", file=sys.stderr)
        to_stdout(report.facts_alone(Consultation(question, packed)))
        return
    _write(_asked(panel, question, analysis, Consultation(question, packed), checkout, budget), form)


def chosen(names: str, settings: Models) -> tuple[Model, ...]:
    """The models that are named, else one of each family that is configured."""
    if names.strip():
        named = dict.fromkeys(filter(None, (name.strip() for name in names.split(","))))
        if len(named) > MOST_MODELS:
            raise HeadgateError(
                f"{len(named)} models are too many to be read side by side; name {MOST_MODELS} at most."
            )
        key = OWN_KEY if settings.api_base else ""
        return tuple(Model(name, family_of(name), settings.api_base, key) for name in named)
    bench = find(settings, os.environ)
    families: dict[str, Model] = {}
    for model in (*bench.specialists, *bench.jurors):
        families.setdefault(model.family, model)
    return tuple(families.values())[:MOST_MODELS]


def _asked(
    panel: Sequence[Model],
    question: str,
    analysis: Analysis,
    blank: Consultation,
    checkout: Checkout,
    budget: float | None,
) -> Consultation:
    settings = checkout.settings.models
    spend = Budget(settings.budget if budget is None else budget)
    door = Door(Bench(tuple(panel)), spend, Answers(default_path()), timeout=settings.timeout)
    try:
        return ask_all(door, panel, question, blank.facts, analysis)
    finally:
        door.close()


def _file(path: str, analysis: Analysis) -> str:
    if path not in analysis.head.project.snapshot:
        raise HeadgateError(f"{path} is no file of the repository; name it from the repository's root.")
    return path


def _write(consultation: Consultation, form: ConsultFormat) -> None:
    match form:
        case ConsultFormat.JSON:
            to_stdout(report.as_json(consultation))
        case ConsultFormat.MARKDOWN:
            to_stdout(report.markdown(consultation))
        case ConsultFormat.TERMINAL:
            to_stdout(printed(report.terminal(consultation)))
