"""A Spark program as values and the calls that make them, whatever language it is written in.

Both readers, Python's and Scala's, interpret a file without running it and answer this: every expression has
a `Value` of some `Sort`, every call of Spark's interface is a `Call` with its receiver, arguments and place.
Rules ask what a value *is* and what is done with it; they never look at text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from headgate.facts.reading import Hints
from headgate.facts.spark.model import SparkSetting


class Sort(StrEnum):
    """What kind of thing a value is."""

    FRAME = "DataFrame"
    GROUPED = "GroupedData"
    RDD = "RDD"
    READER = "DataFrameReader"
    WRITER = "DataFrameWriter"
    SESSION = "SparkSession"
    BUILDER = "SparkSession.Builder"
    CONTEXT = "SparkContext"
    CONF = "RuntimeConfig"
    COLUMN = "Column"
    WINDOW = "WindowSpec"
    MODULE = "module"
    FUNCTION = "function"
    UDF = "user defined function"
    ROWS = "rows on the driver"
    NUMBER = "number of rows"
    PANDAS = "pandas"
    LOCAL = "local value"
    UNKNOWN = "unknown"


Constant = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that a call or a binding stands in."""

    line: int
    form: str
    """`for`, `while` or `comprehension`."""
    targets: tuple[str, ...] = ()
    turns: int | None = None
    """How often it runs, where that is written: `range(20)`, a literal list."""
    leaves: bool = False
    """It ends after its first full turn: a `return` or `break` stands unconditionally in it."""


@dataclass(eq=False, slots=True)
class Value:
    """What an expression gives. Two uses of one variable share one value until it is bound anew."""

    sort: Sort
    call: Call | None = None
    """What made it; None for parameters, free names and literals."""
    name: str = ""
    """The variable it was last bound to."""
    shown: bool = True
    """Whether its sort is shown; False where only its name speaks for it."""
    constant: Constant = None
    is_constant: bool = False
    qualified: str = ""
    """Of modules and functions: the full dotted name, `pyspark.sql.functions.first`."""
    column: str = ""
    """Of a column reference: the column's name."""
    of: Value | None = None
    """Of a column reference: the DataFrame that it was taken from; of a comprehension: what it goes over."""
    operator: str = ""
    """Of an operator expression: `==`, `&`, `and`, …"""
    parts: tuple[Value, ...] = ()
    """Operands, items of a list, both sides of a branch."""
    line: int = 0
    function: Function | None = None
    """Of functions and UDFs defined in the file."""
    parameter: bool = False
    streaming: bool = False

    @property
    def text(self) -> str | None:
        """Its value, where it is a string that the file fixes."""
        return self.constant if self.is_constant and isinstance(self.constant, str) else None

    @property
    def whole(self) -> int | None:
        """Its value, where it is a whole number that the file fixes."""
        fixed = self.is_constant and isinstance(self.constant, int) and not isinstance(self.constant, bool)
        return self.constant if fixed else None  # type: ignore[return-value]


@dataclass(eq=False, slots=True)
class Function:
    """A function of the file."""

    name: str
    line: int
    parameters: tuple[str, ...] = ()
    returns: Value | None = None
    exits: tuple[Value, ...] = ()
    """What its `return`s give, each with what made it; of one call at least."""
    given: tuple[Value, ...] = ()
    """The values that stand for its parameters within it, in their order."""
    udf: str = ""
    """`udf` or `pandas_udf` where Spark runs it on rows."""
    node: object = None
    """The syntax tree of its definition, in the language's own form."""


@dataclass(eq=False, slots=True)
class Call:
    """One call, or the use of a property such as `df.rdd` and `df.write`."""

    method: str
    receiver: Value | None
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value]
    result: Value
    line: int
    """Where the method's name stands, which in a chain is its own line."""
    end_line: int
    function: Function | None = None
    """The function of the file that it stands in."""
    loops: tuple[Loop, ...] = ()
    discarded: bool = False
    """It is a whole statement, so that its result is lost."""
    statement: int = 0
    """First line of the statement that it stands in."""
    callee: Function | None = None
    """The function of the file that it calls."""
    views: Mapping[str, Value] = field(default_factory=dict)
    """Of a query, where it is told: the temporary views at that moment, by lower-case name."""

    @property
    def on(self) -> Sort:
        return self.receiver.sort if self.receiver is not None else Sort.UNKNOWN

    def argument(self, position: int, name: str) -> Value | None:
        """The argument at `position` or called `name`."""
        return self.arguments[position] if position < len(self.arguments) else self.keywords.get(name)

    def values(self) -> Iterator[Value]:
        """All arguments."""
        yield from self.arguments
        yield from self.keywords.values()


@dataclass(frozen=True, slots=True)
class Test:
    """A value that decides a branch or is compared with a constant."""

    value: Value
    operator: str
    """`truth`, or a comparison seen from the value's side: `==`, `>`, …"""
    against: Value | None
    line: int


@dataclass(frozen=True, slots=True)
class Binding:
    """A variable gets a value."""

    name: str
    value: Value
    previous: Value | None
    line: int
    function: Function | None = None
    loops: tuple[Loop, ...] = ()


@dataclass(eq=False)
class SparkProgram:
    """One file's Spark code, as rules are offered it."""

    path: str
    language: str
    """`python` or `scala`."""
    text: str
    hints: Hints = field(default_factory=Hints)
    calls: list[Call] = field(default_factory=list)
    """In the order in which they would run; bodies of functions where they are first called or at the end."""
    tests: list[Test] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    configured: tuple[SparkSetting, ...] = ()
    """Settings that the cells of a notebook make for its session."""
    escaping: set[int] = field(default_factory=set)
    """Ids of values that leave their function: returned, yielded, kept in an attribute, handed to unknown code."""

    @cached_property
    def uses(self) -> Mapping[int, tuple[Call, ...]]:
        """Calls that take a value as receiver or argument, by the value's id."""
        found: dict[int, list[Call]] = {}
        for call in self.calls:
            values = [call.receiver] if call.receiver is not None else []
            for value in (*values, *call.values()):
                for part in (value, *value.parts):
                    users = found.setdefault(id(part), [])
                    if not users or users[-1] is not call:
                        users.append(call)
        return {key: tuple(users) for key, users in found.items()}

    def named(self, *methods: str, on: tuple[Sort, ...] = (Sort.FRAME,)) -> Iterator[Call]:
        """Calls of `methods` on receivers of the sorts `on`."""
        for call in self.calls:
            if call.method in methods and call.on in on:
                yield call

    def option(self, rule: str, name: str, default: int) -> int:
        """A whole number from the settings of `rule`."""
        value = self.hints.options.get(rule, {}).get(name, default)
        return value if isinstance(value, int) else default


def chain(value: Value | None) -> Iterator[Call]:
    """The calls that made `value`, the last one first, along receivers."""
    steps = 0
    while value is not None and value.call is not None and steps < 500:
        yield value.call
        value = value.call.receiver
        steps += 1


def root(value: Value) -> Value:
    """Where the chain of `value` starts."""
    first = value
    for call in chain(value):
        if call.receiver is None:
            return call.result
        first = call.receiver
    return first


def ancestors(value: Value, limit: int = 2000) -> Iterator[Value]:
    """`value` and every DataFrame or RDD that it is made from, joins and unions included."""
    waiting, seen = [value], set[int]()
    while waiting and len(seen) < limit:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.extend(current.parts if current.operator == "branch" else ())
        if current.call is not None:
            taken = (current.call.receiver, *current.call.values())
            parts = (part for one in taken if one is not None and one.operator == "list" for part in one.parts)
            waiting.extend(one for one in (*taken, *parts) if one is not None and one.sort in _PLANS)


_PLANS = (Sort.FRAME, Sort.GROUPED, Sort.RDD, Sort.READER, Sort.WRITER)


def expressions(value: Value, limit: int = 2000) -> Iterator[Value]:
    """`value` and every part of its expression: operands, items, arguments of the functions in it."""
    waiting, seen = [value], 0
    while waiting and seen < limit:
        current = waiting.pop()
        seen += 1
        yield current
        waiting.extend(reversed(current.parts))
        if current.call is not None and current.sort not in _PLANS:
            waiting.extend(reversed(tuple(current.call.values())))
            if current.call.receiver is not None and current.call.receiver.sort not in _PLANS:
                waiting.append(current.call.receiver)


def describe(value: Value | None) -> str:
    """What to call `value` in a message: its variable, else the variable that its chain starts from."""
    if value is None:
        return "the DataFrame"
    if value.name:
        return f"`{value.name}`"
    start = root(value)
    return f"the result made from `{start.name}`" if start.name else "the DataFrame"


def entity(call: Call) -> str:
    """A name for `call` that survives edits: its function, the variable, the method."""
    where = call.function.name if call.function else "module"
    start = (call.receiver.name or root(call.receiver).name) if call.receiver else ""
    return ".".join(part for part in (where, start, call.method) if part)
