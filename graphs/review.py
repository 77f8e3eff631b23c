"""The review as a state machine that can be killed anywhere and resumed.

intake -> map -> route -> specialists (at once) -> gate -> juries (at once) -> tally -> remedy -> report -> learn
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.answers import Answers
from agents.answers import default_path as answers_path
from agents.budget import Budget
from agents.jury import Judged
from agents.mcp import open_tools
from agents.model import Door
from agents.providers import find
from agents.specialist import Proposals
from graphs.checkpoints import saver
from graphs.desk import Desk
from graphs.recipe import laid_out, written_down
from graphs.run_folder import RunFolder
from graphs.state import ReviewState
from graphs.stations.council import add_up_verdicts, call_council, jury, to_juries
from graphs.stations.gate import gate
from graphs.stations.intake import intake
from graphs.stations.learn import learn
from graphs.stations.map import lay_map
from graphs.stations.remedy import remedy
from graphs.stations.report import report
from graphs.stations.route import route, to_specialists
from graphs.stations.specialist import specialist
from headgate.errors import HeadgateError
from headgate.facts.cache import Cache, default_path
from headgate.review import Review
from headgate.review_change import Analysis, analyse
from headgate.rules.gather import Progress
from headgate.source.checkout import Checkout

Machine = CompiledStateGraph[ReviewState, Desk, ReviewState, ReviewState]
_AT_ONCE = 8
"""Stations that work at the same time."""


Analysed = Callable[[Analysis], None]
"""Told the analyzers' work once it is done, for those who show more than the review: its graph, its files."""


def new_run_id() -> str:
    """An id that no run has."""
    return uuid.uuid4().hex[:12]


def run(
    checkout: Checkout,
    *,
    models: bool,
    run_id: str | None = None,
    progress: Progress = lambda *_: None,
    cache: Cache | None = None,
    analysed: Analysed = lambda _: None,
    environment: Mapping[str, str] = os.environ,
) -> Review:
    """Review `checkout`. A run of the same id that was begun is an error; `resume` goes on with it.

    Raises:
        HeadgateError: there is such a run already, or the checkout cannot be read.
    """
    folder = RunFolder(run_id or new_run_id())
    with folder.locked():
        if (folder.root / "recipe.json").exists():
            raise HeadgateError(f"There is a run {folder.run_id} already; resume it, or name another.")
        folder.write("recipe.json", written_down(checkout, models))
        desk = _desk(folder, checkout, models, progress, cache, environment)
        analysed(desk.analysis)
        return _go(desk, progress)


def resume(
    run_id: str,
    progress: Progress = lambda *_: None,
    *,
    cache: Cache | None = None,
    analysed: Analysed = lambda _: None,
    environment: Mapping[str, str] = os.environ,
) -> Review:
    """Go on with a run where it was stopped; only what was in flight is done again. A finished one is told again.

    Raises:
        HeadgateError: there is no such run, it is under way, or what it reviews has changed since.
    """
    folder = RunFolder(run_id)
    recipe = folder.root / "recipe.json"
    if not recipe.exists():
        raise HeadgateError(f"There is no run {run_id}; `headgate review` prints the id of a run when it begins.")
    with folder.locked():
        checkout, models = laid_out(recipe.read_bytes())
        desk = _desk(folder, checkout, models, progress, cache, environment)
        analysed(desk.analysis)
        return _go(desk, progress)


def _desk(
    folder: RunFolder,
    checkout: Checkout,
    models: bool,
    progress: Progress,
    cache: Cache | None,
    environment: Mapping[str, str],
) -> Desk:
    facts = cache or Cache(default_path())
    # Before the first thread: the analyzers fork their workers.
    analysis = analyse(checkout, facts, progress)
    door = _door(folder, checkout, environment) if models else None
    return Desk(folder, checkout, facts, analysis, door, models, environment)


def _go(desk: Desk, progress: Progress) -> Review:
    try:
        with saver(desk.folder.checkpoints) as checkpoints, _outside(desk) as whole:
            final = _walk(build(checkpoints), whole, progress)
    finally:
        if desk.door is not None:
            desk.door.close()
    return desk.folder.get(final, Review)


@contextmanager
def _outside(desk: Desk) -> Iterator[Desk]:
    """The desk with the tools of the servers that the reviewer names; without a model nobody would ask them."""
    if desk.door is None:
        yield desk
        return
    with open_tools(desk.checkout.settings, desk.checkout.head, desk.environment) as outside:
        yield replace(desk, outside_tools=outside.tools, outside_gaps=outside.gaps)


def _door(folder: RunFolder, checkout: Checkout, environment: Mapping[str, str]) -> Door | None:
    settings = checkout.settings.models
    bench = find(settings, environment)
    if not bench:
        return None
    budget = Budget(settings.budget)
    parts: list[Proposals | Judged] = [*folder.all_of(Proposals), *folder.all_of(Judged)]
    for seat in (seat for part in parts for seat in part.seats):
        budget.charge(seat.cost, seat.prompt_tokens + seat.completion_tokens)
    return Door(bench, budget, Answers(answers_path()), timeout=settings.timeout, environment=environment)


def build(checkpoints: BaseCheckpointSaver[str] | None = None) -> Machine:
    """The state machine."""
    graph = StateGraph(ReviewState, context_schema=Desk)
    graph.add_node("intake", intake)
    graph.add_node("map", lay_map)
    graph.add_node("route", route)
    graph.add_node("specialist", specialist)
    graph.add_node("gate", gate)
    graph.add_node("council", call_council)
    graph.add_node("jury", jury)
    graph.add_node("tally", add_up_verdicts)
    graph.add_node("remedy", remedy)
    graph.add_node("report", report)
    graph.add_node("learn", learn)
    graph.add_edge(START, "intake")
    graph.add_edge("intake", "map")
    graph.add_edge("map", "route")
    graph.add_conditional_edges("route", to_specialists, ["specialist", "gate"])
    graph.add_edge("specialist", "gate")
    graph.add_edge("gate", "council")
    graph.add_conditional_edges("council", to_juries, ["jury", "tally"])
    graph.add_edge("jury", "tally")
    graph.add_edge("tally", "remedy")
    graph.add_edge("remedy", "report")
    graph.add_edge("report", "learn")
    graph.add_edge("learn", END)
    return graph.compile(checkpointer=checkpoints)


def _walk(machine: Machine, desk: Desk, progress: Progress) -> str:
    """Walk the machine from where the run stands to its end; the reference of the final review."""
    config: Any = {"configurable": {"thread_id": desk.folder.run_id}, "max_concurrency": _AT_ONCE}
    begun = machine.get_state(config).created_at is not None
    started: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for event in machine.stream(None if begun else {}, config, context=desk, durability="sync", stream_mode="tasks"):
        name = event["name"]
        if "input" in event:
            started[name] += 1
        else:
            done[name] += 1
        progress(name, done[name], started[name])
    return str(machine.get_state(config).values["final"])
