"""The columns of DataFrames: what each call makes of the columns of its receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from headgate.dataset import KAFKA, DatasetId
from headgate.facts.spark import api
from headgate.facts.spark.datasets import dataset_of, is_read
from headgate.facts.spark.expressions import Expression, Look, plain_name
from headgate.facts.spark.frames import OPEN, Frame, joined, united, unknown
from headgate.facts.spark.program import Call, Function, Sort, SparkProgram, Value
from headgate.facts.spark.steps import STEPS, selected
from headgate.facts.sql.model import Statement
from headgate.facts.sql.relation import NOTHING, Item, Known, Relation, of_dataset, through
from headgate.facts.sql.resolve import resolve
from headgate.lineage import ColumnRef, Effect

_DEEPEST = 150
_WIDEST = 3000
_MOST_CALLS = 300
"""Bounds on a program's steps in a row, columns of a frame, and calls of its own functions that are followed."""
_COUNTING = ("sum", "avg", "mean", "min", "max")
_KAFKA_COLUMNS = ("key", "topic", "partition", "offset", "timestamp", "timestamptype", "headers")


@dataclass(frozen=True)
class _Followed:
    """A call of a function of the file, while its result is made."""

    number: int
    function: Function
    given: Mapping[int, Value]


class Columns:
    """The frames of one program, made when they are asked for."""

    def __init__(
        self, program: SparkProgram, queries: Mapping[int, tuple[Statement, ...]], views: Mapping[str, Value]
    ) -> None:
        self._program = program
        self._queries = queries
        self._views = views
        self._known: dict[tuple[int, int], Frame] = {}
        self._calls: tuple[_Followed, ...] = ()
        self._followed = 0
        self._depth = 0
        self._steps: dict[str, Callable[[Frame, Call, Look], Frame]] = {
            **STEPS, **dict.fromkeys(api.UNIONS, self._united), **dict.fromkeys(_COUNTING, self._summed),
            "drop": self._dropped, "join": self._joined, "crossJoin": self._joined, "groupBy": self._grouped,
            "groupby": self._grouped, "agg": self._aggregated, "count": self._counted,
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

    def _made(self, value: Value) -> Frame:
        if value.operator == "branch":
            return self._either([self.frame(part) for part in value.parts])
        if value.call is None:
            return self._parameter(value) if value.parameter else unknown()
        call = value.call
        if is_read(call):
            return self._read(call)
        if id(call) in self._queries:
            return self._queried(self._queries[id(call)])
        if call.callee is not None:
            return self._of_function(call, call.callee)
        if call.method == "broadcast" and call.receiver is None and call.arguments:
            return self.frame(call.arguments[0])
        if call.on not in (Sort.FRAME, Sort.GROUPED) or call.receiver is None:
            return unknown()
        step = self._steps.get(call.method)
        if step is None or "**" in call.keywords:
            return unknown()
        if call.on is Sort.GROUPED and call.method not in ("agg", "count", *_COUNTING):
            return unknown()
        return step(self.frame(call.receiver), call, self.frame)

    @staticmethod
    def _either(frames: list[Frame]) -> Frame:
        names = {one.columns for one in frames}
        return united(frames, by_name=True) if len(names) == 1 and None not in names else unknown()

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
        dataset = dataset_of(call)
        if dataset is None:
            return unknown()
        if dataset.name in self._views:
            return self.frame(self._views[dataset.name])
        if dataset.namespace == KAFKA:
            record = Item("value", frozenset({(ColumnRef(dataset, ""), Effect.IDENTITY)}), call.line)
            return Frame(Relation((record, *(Item(name) for name in _KAFKA_COLUMNS))))
        return Frame(of_dataset(dataset, None))

    def _queried(self, statements: tuple[Statement, ...]) -> Frame:
        """What `spark.sql` answers; temporary views in it are the frames that they stand for."""
        if len(statements) != 1 or statements[0].target is not None:
            return unknown()
        frames = {
            use.dataset: self.frame(self._views[use.dataset.name])
            for use in statements[0].reads
            if use.dataset.name in self._views
        }
        try:
            answer = resolve(statements[0], _Views(frames))
        except RecursionError:
            return unknown()

        def through_views(flows: Iterable[tuple[ColumnRef, Effect]]) -> frozenset[tuple[ColumnRef, Effect]]:
            found = NOTHING
            for ref, effect in flows:
                view = frames.get(ref.dataset)
                found |= through(view.lookup(ref.column) or NOTHING, effect) if view else {(ref, effect)}
            return found

        items = [Item(made.name, through_views(made.flows), made.line) for made in answer.columns]
        relation = Relation((*items, *(() if answer.complete else (OPEN,))), through_views(answer.influences))
        named = {ref: line for one in frames.values() for ref, line in one.named.items()}
        opaque = not answer.complete or bool(answer.unresolved) or any(one.opaque for one in frames.values())
        frame = Frame(relation, {}, named, opaque)
        for ref, line in answer.used.items():
            frame = frame.naming(through_views([(ref, Effect.IDENTITY)]), line)
        return frame

    def _dropped(self, frame: Frame, call: Call, look: Look) -> Frame:
        del look
        for argument in call.arguments:
            name = plain_name(argument)
            if name is None:
                return unknown()
            frame = self._without_one(frame, name, argument)
        return frame

    def _without_one(self, frame: Frame, name: str, value: Value) -> Frame:
        """Of two columns of one name, `drop(right.id)` takes the one that is the right side's."""
        same = [item for item in frame.relation.items if item.name == name.lower()]
        flows = self.frame(value.of).lookup(name) if value.of is not None and len(same) > 1 else None
        gone = [item for item in same if item.flows == flows]
        if gone and len(gone) < len(same):
            return frame.holding([item for item in frame.relation.items if item not in gone])
        return frame.without((name,))

    def _united(self, frame: Frame, call: Call, look: Look) -> Frame:
        del look
        others = [value for value in call.arguments if value.sort is Sort.FRAME]
        if len(others) != 1 or call.keywords.keys() - {"allowMissingColumns"}:
            return unknown()
        return united([frame, self.frame(others[0])], by_name=call.method == "unionByName")

    def _joined(self, frame: Frame, call: Call, look: Look) -> Frame:
        other, on, how = call.argument(0, "other"), call.argument(1, "on"), call.argument(2, "how")
        if other is None or (how is not None and how.text is None):
            return unknown()
        right, kind = self.frame(other), (how.text or "inner").lower() if how is not None else "inner"
        if on is None or (on.is_constant and on.text is None):
            return joined(frame, right, (), kind, call.line)
        parts = on.parts if on.operator == "list" else (on,)
        names = [part.text for part in parts if part.text is not None]
        if names and len(names) == len(parts):
            return joined(frame, right, names, kind, call.line)
        both = joined(frame, right, (), "inner", call.line)
        whole, understood = joined(frame, right, (), kind, call.line), True
        for part in parts:
            expression = Expression(both, look)
            whole = whole.influenced(expression.condition(part), Effect.JOIN, call.line)
            understood = understood and expression.understood
        return whole.naming((), call.line, opaque=not understood)

    def _grouped(self, frame: Frame, call: Call, look: Look) -> Frame:
        keys = selected(frame, call, look)
        flows = [flow for item in keys.relation.items for flow in item.flows]
        return replace(keys.influenced(flows, Effect.GROUP_BY, call.line), structs={})

    def _aggregated(self, keys: Frame, call: Call, look: Look) -> Frame:
        return self._added_to_keys(keys, call, look, list(call.arguments))

    def _added_to_keys(self, keys: Frame, call: Call, look: Look, values: list[Value]) -> Frame:
        if call.on is Sort.FRAME:
            return selected(keys, call, look)
        receiver = call.receiver
        below = receiver.call.receiver if receiver is not None and receiver.call is not None else None
        if below is None or call.keywords or any(value.operator == "dict" for value in values):
            return unknown()
        whole = self.frame(below)
        made = selected(whole, call, look)
        relation = Relation((*keys.relation.items, *made.relation.items), keys.relation.influences)
        return Frame(relation, {}, {**made.named, **keys.named}, keys.opaque or made.opaque)

    @staticmethod
    def _counted(keys: Frame, call: Call, look: Look) -> Frame:
        del look
        return keys.with_column(Item("count", NOTHING, call.line)) if call.on is Sort.GROUPED else unknown()

    def _summed(self, keys: Frame, call: Call, look: Look) -> Frame:
        made = self._added_to_keys(keys, call, look, list(call.arguments))
        count = len(call.arguments)
        items = list(made.relation.items)
        if call.on is not Sort.GROUPED or not count or OPEN in items:
            return unknown()
        for number in range(len(items) - count, len(items)):
            one = items[number]
            items[number] = Item(f"{call.method}({one.name})", through(one.flows, Effect.AGGREGATION), one.line)
        return made.holding(items)


class _Views:
    """Temporary views as a catalogue for the SQL that reads them."""

    def __init__(self, frames: Mapping[DatasetId, Frame]) -> None:
        self._frames = frames

    def known(self, dataset: DatasetId) -> Known | None:
        frame = self._frames.get(dataset)
        if frame is None:
            return None
        names = tuple(item.name for item in frame.relation.items if item.name)
        return Known(names, frame.columns is not None)


def _arguments(function: Function, call: Call) -> Mapping[int, Value]:
    """What a call passes, by the identity of the parameter's value."""
    found = {id(one): value for one, value in zip(function.given, call.arguments, strict=False)}
    by_name = {one.name: one for one in function.given}
    found.update({id(by_name[name]): value for name, value in call.keywords.items() if name in by_name})
    return found
