"""`headgate eval calibrate`: measure models as jurors, on claims whose truth is known."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agents.answers import Answers
from agents.answers import default_path as answers_path
from agents.budget import Budget
from agents.council.measures import Measures, measure
from agents.measured import default_path, load, written
from agents.model import Door
from agents.providers import Bench, Model
from app.cli.consult import chosen
from app.cli.output import to_file, to_stdout
from app.cli.reports import printed
from app.report.clean import folded
from app.report.council import price
from evals.calibrate import Calibration, calibrate, kept_beside, known_claims
from evals.case import CASES
from evals.case import load as load_cases
from evals.decided import decided_claims
from evals.recorded import Record, recorded
from evals.simulate.score import wilson
from headgate.errors import HeadgateError
from headgate.settings import Settings, of_user
from headgate.settings import load as load_settings

Names = Annotated[
    str,
    typer.Option("--models", metavar="A,B,C", help="Models as LiteLLM names them.", show_default="those configured"),
]
Pattern = Annotated[str, typer.Option("--cases", metavar="PATTERN", help="Cases by name, with * and ?.")]
Decisions = Annotated[
    bool, typer.Option("--decisions", help="Learn from what maintainers decided about kept reviews; no model is asked.")
]
Dollars = Annotated[float, typer.Option("--budget", min=0.0, help="US dollars at most.")]
Cassette = Annotated[
    Path | None, typer.Option("--cassette", metavar="FILE", help="Record the calls here, or replay them; needs vcrpy.")
]
Mode = Annotated[Record, typer.Option("--record", help="vcrpy's record mode.")]
File = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Keep it here.", show_default="the user's settings"),
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Show what was measured and keep nothing.")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", metavar="FILE", help="Settings with models.api_base.")]


def calibrate_jurors(
    models: Names = "",
    cases: Pattern = "*",
    decisions: Decisions = False,
    budget: Dollars = 5.0,
    cassette: Cassette = None,
    record: Mode = Record.ONCE,
    output: File = None,
    dry_run: Dry = False,
    settings: SettingsFile = None,
) -> None:
    """Measure models as jurors on claims whose truth is known, and keep what each is worth.

    The council weighs votes by it from then on. The file is TOML, is yours to read and edit, and is never taken from
    a reviewed repository.

    \b
    headgate eval calibrate --models openai/gpt-5,gemini/gemini-2.5-pro
    headgate eval calibrate --models openai/gpt-5 --cassette gpt-5.yaml --record once
    headgate eval calibrate --decisions
    """
    whole = (load_settings(settings) if settings else of_user()) or Settings()
    if decisions:
        measures = measure(decided_claims(whole.knowledge))
        parts = list(_decided(measures))
    else:
        found = _measured(chosen(models, whole.models), whole, cases, budget, cassette, record)
        measures = found.measures
        parts = list(_told(found))
    file = output or default_path()
    if not dry_run and measures.counts:
        before = load(file) if file.is_file() else Measures()
        to_file(file, written(kept_beside(before, measures)))
        parts.append(Text(f"\nKept in {folded(str(file))}.", style="dim"))
    to_stdout(printed(Group(*parts)))


def _measured(
    panel: tuple[Model, ...], settings: Settings, cases: str, budget: float, cassette: Path | None, record: Record
) -> Calibration:
    if not panel:
        raise HeadgateError("No model is configured; name some with --models, or set a provider's key.")
    claims = list(known_claims(load_cases(CASES, cases)))
    if not claims:
        raise HeadgateError(f"No case called {folded(cases)} has a claim whose truth is known.")
    # A recording stands for itself: an answer kept elsewhere would leave it with holes.
    answers = Answers(None if cassette else answers_path())
    door = Door(Bench(panel), Budget(budget, 10_000_000), answers, timeout=settings.models.timeout)
    try:
        with recorded(cassette, record):
            return calibrate(door, panel, claims, _tell)
    finally:
        door.close()


def _tell(juror: str, done: int, of: int) -> None:
    if done == of or done % 20 == 0:
        print(f"headgate: {folded(juror)} judged {done} of {of}", file=sys.stderr, flush=True)


def _told(found: Calibration) -> Iterator[RenderableType]:
    table = Table(box=None)
    for heading in ("juror", "holds true claims", "denies false ones", "cannot tell", "no answer", "tokens", "cost"):
        table.add_column(heading, justify="left" if heading == "juror" else "right")
    for juror, unsure in found.unsure.items():
        own = [one for one in found.answers if one.juror == juror]
        true = [one.held for one in own if one.true]
        false = [not one.held for one in own if not one.true]
        seats = [seat for seat in found.seats if seat.model == juror]
        costs = [seat.cost for seat in seats if seat.calls]
        tokens = sum(seat.prompt_tokens + seat.completion_tokens for seat in seats)
        total = None if None in costs else sum(cost or 0.0 for cost in costs)
        silent = found.asked - unsure - len(own)
        shares = (_share(true), _share(false), str(unsure), str(silent))
        table.add_row(folded(juror), *shares, f"{tokens:,}", price(total))
    yield table
    yield Text(
        f"\n{found.asked} claims, each put as a denial to about half of the jurors; intervals are Wilson's at 95 %."
    )
    for gap in found.gaps[:10]:
        yield Text(folded(f"{gap.what}: {gap.why}"), style="yellow")


def _share(right: list[bool]) -> str:
    if not right:
        return "-"
    found = wilson(sum(right), len(right))
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}) of {len(right)}"


def _decided(measures: Measures) -> Iterator[RenderableType]:
    if not measures.counts:
        yield Text("No maintainer has decided yet on a finding that jurors of a kept review judged.")
        return
    for one in measures.counts:
        accepted, dismissed = one.true_held + one.true_denied, one.false_held + one.false_denied
        told = (
            f"{one.juror}, {one.specialist}: held {one.true_held} of {accepted} that were accepted, "
            f"denied {one.false_denied} of {dismissed} that were dismissed as wrong"
        )
        yield Text(folded(told))
    for share in measures.shares:
        yield Text(folded(f"{share.specialist}: {share.true} of {share.true + share.false} were true"), style="dim")
