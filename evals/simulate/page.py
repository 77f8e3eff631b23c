"""The figures of a simulation as a page of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evals.simulate.compared import COUNCIL, PARTS, WAYS, Part
from evals.simulate.policies import Result
from evals.simulate.run import Results, Trial
from evals.simulate.score import PERSON, Interval, Score, difference, loss
from evals.simulate.worlds import WORLDS

LADDER = (0, 42, 84, 168, 336)
"""Labelled claims that the jurors were measured on."""


def page(trial: Trial, results: Results, ladder: dict[int, Results]) -> str:
    """The page: what was simulated, ways to decide, parts taken out, and how many labelled claims it takes."""
    return "\n".join([*_opening(trial), *_ways(results), *_worlds(results), *_parts(results, trial), *_ladder(ladder)])


def _opening(trial: Trial) -> Iterator[str]:
    yield "# What each part of the council is worth\n"
    yield (
        "Written by `headgate eval simulate`. **Nothing here was measured of a real model**: jurors are simulated, "
        "with error rates and correlations that are made up to be unlike each other. It shows what the machinery does "
        "with such jurors. Yours are measured by `headgate eval --models a,b` and `headgate eval calibrate`.\n"
    )
    yield (
        f"Seed {trial.seed}; {trial.claims:,} claims for each world, judged by {trial.panels} panels of the same "
        f"jurors, each measured anew on {trial.labelled} labelled claims of its own. Errors are tied by a Gaussian "
        "copula with one factor for the claim and one for each family (Emrich and Piedmonte, 1991). A juror cannot "
        "tell in 5 % of cases. In 40 % of the claims a fact can be looked up that decides them; who is shown it is "
        "right in 95 %.\n"
    )
    yield "| world | jurors |\n|---|---|"
    yield from (f"| {world.name} | {world.words} |" for world in WORLDS)
    yield (
        "\n*Loss* is, of 100 claims, the false ones published and the true ones dropped, and "
        f"{PERSON:g} for each that a person has to look at. Cost is in questions to the cheapest juror. Intervals are "
        "95 %: Wilson's for shares, a bootstrap for cost, over panels for differences.\n"
    )


def _ways(results: Results) -> Iterator[str]:
    yield "## Ways to decide, all worlds together\n"
    yield "| | precision | recall | loss | to a person | questions a claim | cost of a true finding |"
    yield "|---|---|---|---:|---:|---:|---|"
    for name in WAYS:
        score = Score(_all(results, name))
        yield (
            f"| {name} | {_shares(score.precision)} | {_shares(score.recall)} | {_loss(score.results):.1f} "
            f"| {score.to_person:.1f} | {score.asked:.2f} | {_figures(score.cost_per_true)} |"
        )
    yield ""


def _worlds(results: Results) -> Iterator[str]:
    yield "Loss by world:\n"
    yield "| | " + " | ".join(world.name for world in WORLDS) + " |"
    yield "|---|" + "---:|" * len(WORLDS)
    for name in WAYS:
        yield f"| {name} | " + " | ".join(f"{_loss(results[world.name, name]):.1f}" for world in WORLDS) + " |"
    yield ""


def _parts(results: Results, trial: Trial) -> Iterator[str]:
    yield "## One part taken out\n"
    yield (
        "By how much loss (of 100 claims) and cost (of one claim) are higher without the part than with it. Above "
        "zero, the part earns its place.\n"
    )
    yield "| part | instead | loss | cost | it helps most, and least, in | so it |"
    yield "|---|---|---|---|---|---|"
    yield from (_part(part, results, trial) for part in PARTS)
    yield ""


def _part(part: Part, results: Results, trial: Trial) -> str:
    name = f"without {part.name}: {part.instead}"
    panels = trial.panels * len(WORLDS)
    more_loss = _difference(part, name, results, lambda one: 100 * loss(one), panels)
    more_cost = _difference(part, name, results, lambda one: one.cost, panels)
    by_world = sorted((_loss(results[w.name, name]) - _loss(results[w.name, part.against]), w.name) for w in WORLDS)
    (least, where_least), (most, where_most) = by_world[0], by_world[-1]
    return (
        f"| {part.name} | {part.instead} | {_signed(more_loss)} | {_signed(more_cost)} "
        f"| {where_most} ({most:+.1f}), {where_least} ({least:+.1f}) | {_verdict(more_loss, more_cost)} |"
    )


def _difference(part: Part, name: str, results: Results, of: Callable[[Result], float], panels: int) -> Interval:
    return difference(_all(results, part.against), _all(results, name), of, panels)


def _verdict(more_loss: Interval, more_cost: Interval) -> str:
    """Whether a part pays, told from the intervals alone."""
    saves = "saves cost" if more_cost.low > 0 else "costs more" if more_cost.high < 0 else ""
    if more_loss.low > 0:
        return "avoids errors" + (f", {saves}" if saves else "")
    if more_loss.high < 0:
        return "brings errors" + (f", {saves}" if saves else "")
    return saves or "makes no difference that shows"


def _ladder(ladder: dict[int, Results]) -> Iterator[str]:
    yield "## How many labelled claims it takes\n"
    yield "| labelled claims | " + " | ".join(world.name for world in WORLDS) + " | all |"
    yield "|---:|" + "---:|" * (len(WORLDS) + 1)
    for labelled, results in ladder.items():
        row = [_loss(results[world.name, COUNCIL]) for world in WORLDS]
        yield f"| {labelled} | " + " | ".join(f"{one:.1f}" for one in (*row, _loss(_all(results, COUNCIL)))) + " |"
    yield '\nLoss of the council. Without any, all jurors weigh the same, and the report says "not calibrated".'


def _all(results: Results, policy: str) -> tuple[Result, ...]:
    return tuple(one for world in WORLDS for one in results[world.name, policy])


def _loss(results: tuple[Result, ...]) -> float:
    return 100 * sum(map(loss, results)) / len(results)


def _shares(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"


def _figures(interval: Interval) -> str:
    return f"{interval.value:.1f} ({interval.low:.1f} to {interval.high:.1f})"


def _signed(interval: Interval) -> str:
    return f"{interval.value:+.2f} ({interval.low:+.2f} to {interval.high:+.2f})"
