"""What the names of a rehearsed program stand for, beside Python's own literals and Spark's values.

Literals are themselves: text, numbers, lists, dicts. All of Spark, and whatever only a run would tell, is a
`Value`; the sort `UNKNOWN` stands for the latter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from headgate.facts.spark.program import Sort, Value


class Text(str):
    """A string that knows its line."""

    line: int = 0


class TypeName(str):
    """A type of Spark, by its simple name: `StructType([…])` is `struct<a:int,…>`."""


class Once(list[object]):
    """A set, in the order in which its members came: a hash's order would differ from run to run."""

    @classmethod
    def of(cls, members: Iterable[object]) -> Once:
        """The members, each once."""
        found: dict[object, object] = {}
        for one in members:
            found.setdefault(one if isinstance(one, str | int | float | tuple) else id(one), one)
        return cls(found.values())

    def changed(self, method: str, arguments: list[object]) -> Once | None:
        """What a method of sets gives; None where it changes the set itself."""
        others = [list(one) if isinstance(one, list | tuple | dict) else [one] for one in arguments]
        if method in ("add", "update"):
            self[:] = Once.of([*self, *(one for other in others for one in other)])
            return None
        if method == "union":
            return Once.of([*self, *(one for other in others for one in other)])
        inside = method == "intersection"
        return Once.of(one for one in self if all((one in other) == inside for other in others))


@dataclass(eq=False, slots=True)
class Scope:
    """Names of a module, class or function, with those around it below."""

    outer: Scope | None = None
    names: dict[str, object] = field(default_factory=dict)
    module: Module | None = None
    outward: dict[str, Scope] = field(default_factory=dict)
    """Names that `global` or `nonlocal` bind further out."""

    def home(self, name: str) -> Scope:
        """Where an assignment to `name` goes."""
        return self.outward.get(name, self)

    def get(self, name: str) -> object | None:
        """What `name` stands for; None where nothing in sight binds it or binds it to None."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def has(self, name: str) -> bool:
        """Whether `name` is bound here or around."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.outer
        return False


@dataclass(eq=False, slots=True)
class Module:
    """A module of the project."""

    path: str
    scope: Scope
    stars: set[str] = field(default_factory=set)
    """Foreign modules all of whose names are imported."""


@dataclass(eq=False, slots=True)
class Routine:
    """A function, method or lambda of the project."""

    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    module: Module
    defaults: dict[str, object] = field(default_factory=dict)
    form: str = ""
    """`static`, `class` or `property`."""
    owner: Class | None = None


@dataclass(eq=False, slots=True)
class Class:
    """A class of the project."""

    name: str
    bases: tuple[object, ...]
    members: dict[str, object] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    """Of dataclasses and named tuples: what the constructor takes, in order."""

    def find(self, name: str) -> object | None:
        """The member called `name`, of the class or of those that it is made from."""
        if name in self.members:
            return self.members[name]
        for base in self.bases:
            found = base.find(name) if isinstance(base, Class) else None
            if found is not None:
                return found
        return None

    def all_fields(self) -> tuple[str, ...]:
        """Fields of the bases first, as dataclasses order them."""
        inherited = [name for base in self.bases if isinstance(base, Class) for name in base.all_fields()]
        return tuple(dict.fromkeys((*inherited, *self.fields)))

    @property
    def enumerates(self) -> bool:
        """Whether it is an Enum."""
        return any(
            base.enumerates
            if isinstance(base, Class)
            else isinstance(base, Value) and base.qualified.startswith("enum.")
            for base in self.bases
        )


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class of the project."""

    cls: Class
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Bound:
    """A method of an object."""

    receiver: object
    routine: Routine


@dataclass(eq=False, slots=True)
class Super:
    """`super()` in a method."""

    receiver: object
    owner: Class


@dataclass(eq=False, slots=True)
class Member:
    """A method of a literal or of a value of Spark, before it is called."""

    receiver: object
    name: str
    line: int


@dataclass(eq=False, slots=True)
class Builtin:
    """A function of Python itself."""

    name: str


@dataclass(eq=False, slots=True)
class Partial:
    """`functools.partial`."""

    function: object
    arguments: list[object]
    keywords: dict[str, object]


def unknown(name: str = "", line: int = 0) -> Value:
    """What only a run would tell."""
    return Value(Sort.UNKNOWN, name=name, line=line)


def is_unknown(value: object) -> bool:
    """Whether only a run would tell what `value` is."""
    return isinstance(value, Value) and value.sort in (Sort.UNKNOWN, Sort.LOCAL, Sort.ROWS, Sort.NUMBER, Sort.PANDAS)


def truth(value: object) -> bool | None:
    """Whether `value` counts as true; None where only a run would tell."""
    if value is None or isinstance(value, str | int | float | list | tuple | dict):
        return bool(value)
    if isinstance(value, Value):
        return True if value.sort in (Sort.SESSION, Sort.CONTEXT) else None
    return True


def as_value(thing: object, line: int = 0) -> Value:
    """`thing` as an argument of Spark's interface."""
    if isinstance(thing, Value):
        return thing
    if thing is None or isinstance(thing, str | int | float):
        at = thing.line or line if isinstance(thing, Text) else line
        constant = str(thing) if isinstance(thing, str) else thing
        return Value(Sort.LOCAL, constant=constant, is_constant=True, line=at)
    if isinstance(thing, list | tuple):
        return Value(Sort.LOCAL, operator="list", parts=tuple(as_value(one, line) for one in thing), line=line)
    if isinstance(thing, dict):
        keys = tuple(as_value(key, line) for key in thing)
        values = tuple(as_value(one, line) for one in thing.values())
        return Value(Sort.LOCAL, operator="dict", parts=(*keys, *values), line=line)
    if isinstance(thing, Routine | Bound | Partial | Builtin):
        return Value(Sort.FUNCTION, line=line)
    return unknown(line=line)
