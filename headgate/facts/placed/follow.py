"""From a file to its actions: runs in a confined process, since the file is hostile until shown otherwise."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from headgate.facts.placed.busy import busy_code
from headgate.facts.placed.code import Action, Program, Step
from headgate.facts.placed.kinds import kind_of_method
from headgate.facts.placed.sql_text import clauses, words
from headgate.facts.spark import api
from headgate.facts.spark.datasets import is_read, is_write
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, chain, expressions
from headgate.facts.spark.python import interpret
from headgate.facts.spark.rehearsal.follow import Rehearsal
from headgate.facts.spark.rehearsal.spark import written
from headgate.facts.spark.settings.programs import settings_of
from headgate.gap import Gap, GapKind

_MOST_STEPS = 600
_MOST_ACTIONS = 3_000
_PLANS = (Sort.FRAME, Sort.GROUPED, Sort.RDD, Sort.READER, Sort.WRITER)
_HIDDEN_ACTIONS = frozenset(
    ("approxQuantile", "checkpoint", "localCheckpoint", "crosstab", "freqItems", "corr", "cov", "randomSplit", "pivot")
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be followed, and the others of its project that it may import."""

    path: str
    text: str
    files: Mapping[str, str] | None = None
    """None for those that `install` was given."""


_MODULES: dict[str, str] = {}


def install(modules: Mapping[str, str]) -> None:
    """Say once for a process which modules the programs may import, so that they do not travel with each."""
    _MODULES.clear()
    _MODULES.update(modules)


class _Traced(Rehearsal):
    """A rehearsal that remembers in which module each call stands."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.paths: dict[int, str] = {}

    def record(
        self,
        method: str,
        receiver: Value | None,
        arguments: list[object],
        keywords: Mapping[str, object],
        sort: Sort,
        node: ast.expr,
    ) -> Value:
        made = super().record(method, receiver, arguments, keywords, sort, node)
        self.paths[id(made.call)] = self.scope.module.path if self.scope.module else self.program.path
        return made


def follow(source: Source) -> Program:
    """The actions of one file; what cannot be followed becomes a gap."""
    try:
        if source.path.endswith(".scala"):
            from headgate.facts.spark import scala  # noqa: PLC0415 - most runs have no Scala

            return _program(scala.interpret(source.path, source.text), {})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
        files = source.files if source.files is not None else _MODULES
        traced = _Traced(SparkProgram(source.path, "python", source.text), files)
        traced.run(tree)
        program = _program(traced.program, traced.paths)
        typed = interpret(source.path, source.text)
    except (SyntaxError, ValueError) as error:
        gap = Gap(source.path, "file", f"it is not Python 3 that this version parses ({error})")
        return Program(source.path, "python", (), gaps=(gap,))
    except (RecursionError, MemoryError):
        gap = Gap(source.path, "file", "its code nests too deeply to be followed", GapKind.TOO_LARGE)
        return Program(source.path, "python", (), gaps=(gap,))
    udfs = tuple((one.name, one.line) for one in typed.functions if one.udf)
    actions = _in_loops(program.actions, typed)
    own = {one.line for one in actions if one.path == source.path}
    spark = {call.line for call in typed.calls if _of_spark(call)}
    here = (one for one in traced.program.calls if traced.paths.get(id(one), source.path) == source.path)
    spark |= {one.line for one in here if _of_spark(one)}
    busy = tuple(busy_code(tree, own | spark, own, {name for name, _ in udfs}))
    return Program(program.path, program.language, actions, settings_of(typed), (), program.pins, udfs, busy)


def _in_loops(actions: tuple[Action, ...], typed: SparkProgram) -> tuple[Action, ...]:
    """Which of `actions` stand in loops; a rehearsal unrolls them."""
    loops = {(call.line, call.method): len(call.loops) for call in typed.calls if call.loops}
    return tuple(
        replace(one, loops=loops[one.line, one.method])
        if one.path == typed.path and (one.line, one.method) in loops
        else one
        for one in actions
    )


def _program(program: SparkProgram, paths: Mapping[int, str]) -> Program:
    maker = _Maker(program, paths)
    actions = tuple(action for action, _ in zip(maker.actions(), range(_MOST_ACTIONS), strict=False))
    pins = tuple(
        maker.step(call) for call in program.calls if call.method in ("cache", "persist") and call.on is Sort.FRAME
    )
    return Program(program.path, program.language, actions, pins=pins)


class _Maker:
    """Makes steps of calls, each once."""

    def __init__(self, program: SparkProgram, paths: Mapping[int, str]) -> None:
        self.program = program
        self.paths = paths
        self.known: dict[int, tuple[Step, ...]] = {}

    def actions(self) -> Iterator[Action]:
        """The calls that run something, in order."""
        for call in self.program.calls:
            if _acts(call):
                yield self._action(call)
            elif is_read(call) and call.method not in ("table", "DeltaTable"):
                yield self._action(call, reads=True)

    def _action(self, call: Call, *, reads: bool = False) -> Action:
        steps = tuple(self._steps(call))
        said = frozenset(word for step in steps for word in step.words)
        source = written(call) if call.on is Sort.WRITER else call.receiver
        name = source.name if source is not None else ""
        path = self.paths.get(id(call), self.program.path)
        triggers = tuple(_triggers(call))
        return Action(call.method, path, call.line, call.end_line, steps, len(call.loops), reads, said, name, triggers)

    def _steps(self, call: Call) -> Iterator[Step]:
        waiting, seen = [call], set[int]()
        while waiting and len(seen) < _MOST_STEPS:
            current = waiting.pop(0)
            if id(current) in seen:
                continue
            seen.add(id(current))
            yield from self._of(current)
            waiting.extend(_before(current))

    def _of(self, call: Call) -> tuple[Step, ...]:
        known = self.known.get(id(call))
        if known is None:
            self.known[id(call)] = known = tuple(self._made(call))
        return known

    def _made(self, call: Call) -> Iterator[Step]:
        step = self.step(call)
        yield step
        called = {part.call.method for value in call.values() for part in _inner(value) if part.call is not None}
        for kind, names in (("window", {"over"}), ("generate", set(api.GENERATORS))):
            if called & names:
                yield Step(kind, step.method, step.path, step.line, step.end_line, step.words, step.texts)
        if any(part.sort is Sort.UDF or _of_udf(part) for value in call.values() for part in _inner(value)):
            yield Step("python", step.method, step.path, step.line, step.end_line, step.words, step.texts)
        if call.method == "sql" and call.arguments and call.arguments[0].text:
            first = call.arguments[0].line or call.line
            yield from clauses(call.arguments[0].text, step.path, first)

    def step(self, call: Call) -> Step:
        """The call itself as a step."""
        texts = tuple(part.text for value in call.values() for part in _inner(value) if part.text)[:20]
        said = words(" ".join(texts)) | {
            part.column.lower() for value in call.values() for part in _inner(value) if part.column
        }
        said |= {str(p.constant) for v in call.values() for p in _inner(v) if isinstance(p.constant, int | float)}
        said |= {p.call.method.lower() for v in call.values() for p in _inner(v) if p.call is not None}
        if is_write(call):
            kind = "write"
        elif is_read(call):
            kind = "scan"
        else:
            kind = kind_of_method(call.method)
            if call.on not in (Sort.FRAME, Sort.GROUPED, Sort.RDD) and kind != "sql":
                kind = "scan" if kind == "scan" else "setting"
        path = self.paths.get(id(call), self.program.path)
        return Step(kind, call.method, path, call.line, call.end_line, frozenset(said), texts)


_UNITS = {"milli": 1, "second": 1_000, "minute": 60_000, "hour": 3_600_000}
_EVERY = re.compile(r"(\d+)\s*(milli|second|minute|hour)", re.I)


def _triggers(call: Call) -> Iterator[int]:
    """What `trigger(processingTime="10 seconds")` asks for."""
    for step in chain(call.receiver):
        if step.method == "trigger":
            for value in step.values():
                found = _EVERY.search(value.text or "")
                if found:
                    yield int(found[1]) * _UNITS[found[2].lower()]


def _of_spark(call: Call) -> bool:
    known = (*_PLANS, Sort.COLUMN, Sort.SESSION)
    return call.on in known or call.result.sort in known


def _of_udf(value: Value) -> bool:
    call = value.call
    return call is not None and call.method == "udf" and call.receiver is None


def _inner(value: Value) -> Iterator[Value]:
    return expressions(value, 300)


def _acts(call: Call) -> bool:
    if call.method == "sql" and call.on is Sort.SESSION:
        return True
    if call.method in _HIDDEN_ACTIONS and call.on in (Sort.FRAME, Sort.GROUPED):
        return True
    return is_write(call) or api.is_action(call.method, call.on)


def _before(call: Call) -> Iterator[Call]:
    """The calls that made what `call` works on, views in SQL among them."""
    taken = [call.receiver, *call.values()]
    for value in taken:
        for part in (value, *value.parts) if value is not None else ():
            if part.call is not None and (part.sort in _PLANS or part.call.on in _PLANS):
                yield part.call
            for inner in part.parts if part.operator == "branch" else ():
                if inner.call is not None:
                    yield inner.call
    if call.views and call.arguments and call.arguments[0].text:
        named = words(call.arguments[0].text)
        for name, view in call.views.items():
            if name in named and view.call is not None:
                yield view.call
