"""What a Python file offers to other files, and what it asks of them, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments that a function or class takes when it is called."""

    name: str
    line: int
    positional: tuple[str, ...] = ()
    """Parameters that may be given by position, in order, without `self`."""
    by_position_only: int = 0
    """How many of them cannot be given by name."""
    required: int = 0
    """How many of them have no default."""
    keyword_only: tuple[str, ...] = ()
    required_keywords: tuple[str, ...] = ()
    any_positional: bool = False
    any_keyword: bool = False
    only_makes_frame: bool = False
    """Its result, a DataFrame, is all that a call of it is good for."""


@dataclass(frozen=True, slots=True)
class Given:
    """A call, by what it hands over."""

    positional: int
    keywords: tuple[str, ...]
    line: int
    spread: bool = False
    """It hands over `*args` or `**kwargs`, so that more arguments may come."""
    discarded: bool = False
    """It is a statement of its own: what it returns is thrown away."""


@dataclass(frozen=True, slots=True)
class ImportedName:
    """A name asked of another module."""

    module: str
    """Dotted, with leading dots where it is relative."""
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class CallOutside:
    """A call of a function or class of another module."""

    module: str
    name: str
    given: Given
    literals: tuple[tuple[str, str], ...] = ()
    """Position (from 0) or name, and source text, of the arguments that are literals."""


@dataclass(frozen=True, slots=True)
class SensorMaker:
    """A function that makes one ExternalTaskSensor of Airflow."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    """Names and the source texts of their defaults, empty where there is none."""
    arguments: tuple[tuple[str, str], ...]
    """What the sensor is given, as source text that may name parameters."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A path that is put together from `__file__` and texts, from the root of the repository."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class PythonFile:
    """What one Python file says to the others."""

    names: tuple[str, ...] = ()
    """All names bound at the top of the module, whatever branch binds them."""
    open: bool = False
    """More names may be bound than are seen: a star import, `__getattr__`, `globals()`."""
    signatures: tuple[Signature, ...] = ()
    """Functions and classes that are bound once and undecorated."""
    imports: tuple[ImportedName, ...] = ()
    calls: tuple[CallOutside, ...] = ()
    files: tuple[NamedFile, ...] = ()
    sensors: tuple[SensorMaker, ...] = ()


def refusal(signature: Signature, given: Given) -> str:
    """Why Python refuses the call with a TypeError, as a clause; empty where it does not.

    Source: The Python Language Reference, "Calls".
    """
    taken = len(signature.positional)
    if given.positional > taken and not signature.any_positional:
        return f"{given.positional} arguments are given by position, and it takes {taken}"
    by_name = signature.positional[signature.by_position_only :]
    unknown = [name for name in given.keywords if name not in by_name and name not in signature.keyword_only]
    if unknown and not signature.any_keyword:
        return f"it has no parameter `{unknown[0]}`"
    twice = [name for name in given.keywords if name in signature.positional[: given.positional] and name in by_name]
    if twice:
        return f"`{twice[0]}` is given twice, by position and by name"
    if given.spread:
        return ""
    wanted = signature.positional[given.positional : signature.required]
    missing = [name for name in (*wanted, *signature.required_keywords) if name not in given.keywords]
    return f"the required `{missing[0]}` is missing" if missing else ""
