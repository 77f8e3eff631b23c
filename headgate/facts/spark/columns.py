"""The columns of DataFrames: what each call makes of the columns of its receiver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from headgate.dataset import DatasetId
from headgate.facts.spark import api
from headgate.facts.spark.datasets import is_read, named_by
from headgate.facts.spark.expressions import Expression, Look
from headgate.facts.spark.frames import Frame, either, joined, united, unknown
from headgate.facts.spark.grouping import GROUPINGS, OF_GROUPED
from headgate.facts.spark.origins import NoSchemas, Schemas, read, rows
from headgate.facts.spark.program import Call, Function, Sort, SparkProgram, Value
from headgate.facts.spark.queried import queried
from headgate.facts.spark.steps import STEPS
from headgate.facts.spark.titles import plain_name
from headgate.facts.sql.model import Statement
from headgate.lineage import Effect

_DEEPEST = 150
_WIDEST = 3000
_MOST_CALLS = 300
"""Bounds on a program's steps in a row, columns of a frame, and calls of its own functions that are followed."""


@dataclass(frozen=True)
class _Followed:
    """A call of a function of the file, while its result is made."""

    number: int
    function: Function
    given: Mapping[int, Value]


class Columns:
    """The frames of one program, made when they are asked for."""

    def __init__(
        self,
        program: SparkProgram,
        queries: Mapping[int, tuple[Statement, ...]],
        views: Mapping[str, Value],
        schemas: Schemas | None = None,
    ) -> None:
        self._program = program
        self._queries = queries
        self._views = views
        self._schemas = schemas if schemas is not None else NoSchemas()
        self._known: dict[tuple[int, int], Frame] = {}
        self._calls: tuple[_Followed, ...] = ()
        self._followed = 0
        self._depth = 0
        self._steps: dict[str, Callable[[Frame, Call, Look], Frame]] = {
            **STEPS, **GROUPINGS, **dict.fromkeys(api.UNIONS, self._united),
            "drop": self._dropped, "join": self._joined, "crossJoin": self._joined,
        }  # fmt: skip

    def frame(self, value: Value) -> Frame:
        """What `value` holds; unknown where run time decides."""
        key = id(value), self._calls[-1].number if self._calls else 0
        if key in self._known:
            return self._known[key]
        if self._depth > _DEEPEST:
            return unknown()
        self._depth += 1
        try:
            made = self._made(value)
        finally:
            self._depth -= 1
        self._known[key] = made if len(made.relation.items) <= _WIDEST else unknown()
        return self._known[key]

    def hold(self, value: Value, frame: Frame) -> None:
        """Take `frame` as what `value` holds."""
        self._known[id(value), 0] = frame

    def _made(self, value: Value) -> Frame:
        if value.operator == "branch":
            return either([self.frame(part) for part in value.parts])
        if value.call is None:
            return self._parameter(value) if value.parameter else unknown()
        call = value.call
        if is_read(call):
            return self._read(call)
        if id(call) in self._queries:
            return self._queried(call, self._queries[id(call)])
        if call.callee is not None:
            return self._of_function(call, call.callee)
        if call.method == "broadcast" and call.receiver is None and call.arguments:
            return self.frame(call.arguments[0])
        if call.on is Sort.SESSION and call.method in ("createDataFrame", "range"):
            return rows(call)
        if call.on not in (Sort.FRAME, Sort.GROUPED) or call.receiver is None:
            return unknown()
        return self._stepped(call, call.receiver)

    def _stepped(self, call: Call, receiver: Value) -> Frame:
        above = receiver.call
        if above is not None and above.method in ("na", "stat") and call.method in ("drop", "fill", "replace"):
            return self.frame(receiver)
        step = self._steps.get(call.method)
        if step is None or "**" in call.keywords or (call.on is Sort.GROUPED and call.method not in OF_GROUPED):
            return unknown()
        return step(self.frame(receiver), call, self.frame)

    def _parameter(self, value: Value) -> Frame:
        """What is passed for a parameter, where only one call of the file passes something."""
        for number in range(len(self._calls) - 1, -1, -1):
            given = self._calls[number].given.get(id(value))
            if given is not None:
                return self._within(self._calls[:number], given)
        for function in self._program.functions:
            if any(value is one for one in function.given):
                calls = [call for call in self._program.calls if call.callee is function]
                given = _arguments(function, calls[0]).get(id(value)) if len(calls) == 1 else None
                return self.frame(given) if given is not None else unknown()
        return unknown()

    def _of_function(self, call: Call, function: Function) -> Frame:
        if len(function.exits) != 1 or self._followed >= _MOST_CALLS:
            return unknown()
        if any(outer.function is function for outer in self._calls):
            return unknown()
        self._followed += 1
        inner = _Followed(self._followed, function, _arguments(function, call))
        return self._within((*self._calls, inner), function.exits[0])

    def _within(self, calls: tuple[_Followed, ...], value: Value) -> Frame:
        outer, self._calls = self._calls, calls
        try:
            return self.frame(value)
        finally:
            self._calls = outer

    def _read(self, call: Call) -> Frame:
        named = named_by(call)
        if len(named) == 1 and named[0].dataset.name in self._views:
            return self.frame(self._views[named[0].dataset.name])
        return read(call, self._schemas)

    def _queried(self, call: Call, statements: tuple[Statement, ...]) -> Frame:
        """What `spark.sql` answers; temporary views in it are the frames that they stand for."""
        if len(statements) != 1 or statements[0].target is not None:
            return unknown()
        return self.answer(statements[0], call.views or self._views)

    def answer(self, statement: Statement, views: Mapping[str, Value]) -> Frame:
        """What the query of `statement` makes."""
        reads = {use.dataset for use in statement.reads}
        frames: dict[DatasetId, Frame] = {one: self.frame(views[one.name]) for one in reads if one.name in views}
        return queried(statement, frames, self._schemas)

    def _dropped(self, frame: Frame, call: Call, look: Look) -> Frame:
        del look
        for value in call.arguments:
            for argument in value.parts if value.operator == "list" else (value,):
                name = plain_name(argument)
                if name is None:
                    return unknown()
                frame = self._without_one(frame, name, argument)
        return frame

    def _without_one(self, frame: Frame, name: str, value: Value) -> Frame:
        """Of two columns of one name, `drop(right.id)` takes the one that is the right side's."""
        same = frame.items(name)
        if len(same) > 1 and value.of is not None:
            theirs = Expression(frame, self.frame).item(name, value.of)
            return frame.holding([item for item in frame.relation.items if item is not theirs])
        if "." in name and same:
            return frame.holding([item for item in frame.relation.items if item is not same[0]])
        return frame.without((name,))

    def _united(self, frame: Frame, call: Call, look: Look) -> Frame:
        del look
        others = [value for value in call.arguments if value.sort is Sort.FRAME]
        if len(others) != 1 or call.keywords.keys() - {"allowMissingColumns"}:
            return unknown()
        return united([frame, self.frame(others[0])], by_name=call.method == "unionByName")

    def _joined(self, frame: Frame, call: Call, look: Look) -> Frame:
        other, on, how = call.argument(0, "other"), call.argument(1, "on"), call.argument(2, "how")
        if other is None or other.sort is not Sort.FRAME:
            return unknown()
        right, kind = self.frame(other), (how.text or "inner").lower() if how is not None else "inner"
        if how is not None and how.text is None and not how.is_constant:
            kind = "full"  # any kind of join
        if on is None or (on.is_constant and on.text is None):
            return joined(frame, right, (), kind, call.line)
        parts = on.parts if on.operator == "list" else (on,)
        names = [part.text for part in parts if part.text is not None]
        if not parts:
            return joined(frame, right, (), kind, call.line)
        if names and len(names) == len(parts):
            return joined(frame, right, names, kind, call.line)
        both = joined(frame, right, (), "inner", call.line)
        whole, understood = joined(frame, right, (), kind, call.line), True
        for part in parts:
            expression = Expression(both, look)
            whole = whole.influenced(expression.condition(part), Effect.JOIN, call.line)
            understood = understood and expression.understood
        return whole.naming((), call.line, opaque=not understood)


def _arguments(function: Function, call: Call) -> Mapping[int, Value]:
    """What a call passes, by the identity of the parameter's value."""
    found = {id(one): value for one, value in zip(function.given, call.arguments, strict=False)}
    by_name = {one.name: one for one in function.given}
    found.update({id(by_name[name]): value for name, value in call.keywords.items() if name in by_name})
    return found
