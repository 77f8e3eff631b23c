"""Python's own functions, and the methods of text, lists and dicts, on literals."""

from __future__ import annotations

import itertools
import operator
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence

from headgate.facts.spark.rehearsal.things import Class, Instance, Once, TypeName, unknown
from headgate.facts.spark.types import fields_of, struct_of

_LONGEST = 200_000
_MOST = 5_000
_TEXT = frozenset(
    [
        "split",
        "rsplit",
        "replace",
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "startswith",
        "endswith",
        "join",
        "format",
        "zfill",
        "removeprefix",
        "removesuffix",
        "rpartition",
        "partition",
        "casefold",
        "isdigit",
        "splitlines",
        "find",
        "count",
        "index",
        "swapcase",
    ]
)
_LIST = frozenset(["append", "extend", "insert", "index", "count", "copy", "remove", "pop", "reverse", "clear"])
_DICT = frozenset(["items", "keys", "values", "get", "copy", "update", "pop", "setdefault"])
_SET = frozenset(["union", "difference", "intersection", "add", "update"])
_WIDE = re.compile(r"\d{4,}|[*{]\s*\{")
"""Widths in a format that would make very long text."""


def _range(*bounds: int) -> list[int]:
    numbers = range(*bounds)
    if len(numbers) > _MOST:
        raise ValueError
    return list(numbers)


_PURE: Mapping[str, Callable[..., object]] = {
    "len": len, "str": str, "int": int, "float": float, "bool": bool, "list": list, "tuple": tuple,
    "set": lambda one=(): Once.of(one), "frozenset": lambda one=(): Once.of(one),
    "dict": dict, "sorted": sorted, "abs": abs, "round": round, "repr": repr, "any": any, "all": all,
    "enumerate": lambda *a, **k: list(enumerate(*a, **k)), "zip": lambda *a, **_: list(zip(*a, strict=False)),
    "reversed": lambda one: list(reversed(one)), "range": _range,
    "sum": sum, "min": min, "max": max, "iter": list,
}  # fmt: skip
_LIBRARY: Mapping[str, Callable[..., object]] = {
    "os.path.join": posixpath.join, "posixpath.join": posixpath.join, "os.path.basename": posixpath.basename,
    "os.path.dirname": posixpath.dirname, "itertools.chain": lambda *a: list(itertools.chain(*a)),
    "itertools.chain.from_iterable": lambda one: list(itertools.chain.from_iterable(one)),
    "itertools.product": lambda *a: [*itertools.islice(itertools.product(*a), _MOST)],
    "copy.deepcopy": lambda one: one, "copy.copy": lambda one: one, "typing.cast": lambda _, one: one,
    "textwrap.dedent": lambda one: one, "pathlib.Path": posixpath.join, "pathlib.PurePosixPath": posixpath.join,
    "collections.OrderedDict": dict, "types.MappingProxyType": dict, "inspect.cleandoc": lambda one: one,
}  # fmt: skip
_FAULTS = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError, RuntimeError)


def is_native(value: object) -> bool:
    """Whether `value` is a literal, at least at its surface."""
    return value is None or isinstance(value, str | int | float | list | tuple | dict)


def builtin(name: str, arguments: list[object], keywords: dict[str, object]) -> object:
    """What a function of Python gives for literals; unknown for all else."""
    function = _PURE.get(name)
    if function is None or not all(map(is_native, (*arguments, *keywords.values()))):
        return unknown(name)
    if name in ("sum", "min", "max", "sorted", "any", "all", "str", "repr") and _holds_unknown(arguments):
        return list(_items(arguments[0])) if name == "sorted" and arguments else unknown(name)
    return guarded(function, arguments, keywords, name)


def filled(text: str, given: object) -> object:
    """`text % given`; unknown where it asks for a width that makes it very long."""
    values = given if isinstance(given, tuple) else (given,)
    plain = all(isinstance(one, str | int | float) for one in values)
    if not plain or "*" in text or _WIDE.search(text):
        return unknown("%")
    return guarded(operator.mod, [text, values], {}, "%")


def added(left: Sequence[object], right: Sequence[object]) -> object:
    """Two lists, one after the other."""
    return [*left, *right] if len(left) + len(right) <= _MOST * 4 else unknown("+")


def library(name: str, arguments: list[object], keywords: dict[str, object]) -> object:
    """What a function of the standard library that needs nothing from outside gives."""
    function = _LIBRARY.get(name)
    if function is None or not all(map(is_native, arguments)):
        return unknown(name)
    return guarded(function, arguments, keywords, name)


def is_library(name: str) -> bool:
    """Whether `library` knows the function."""
    return name in _LIBRARY


def method(receiver: object, name: str, arguments: list[object], keywords: dict[str, object]) -> object:
    """What a method of a literal gives."""
    if isinstance(receiver, TypeName):
        return _of_type(receiver, name, arguments)
    if isinstance(receiver, Once) and name in _SET:
        return receiver.changed(name, arguments)
    known = (
        (isinstance(receiver, str) and name in _TEXT and _harmless(receiver, arguments, keywords))
        or (isinstance(receiver, list) and name in _LIST)
        or (isinstance(receiver, dict) and name in _DICT)
        or (isinstance(receiver, tuple) and name in ("index", "count"))
    )
    if not known:
        return unknown(name)
    if isinstance(receiver, list | dict) and len(receiver) > _MOST:
        return unknown(name)
    found = guarded(getattr(receiver, name), arguments, keywords, name)
    return list(found) if name in ("items", "keys", "values") and isinstance(receiver, dict) else found  # type: ignore[call-overload]


def guarded(function: Callable[..., object], arguments: list[object], keywords: dict[str, object], name: str) -> object:
    """The answer of a pure function; unknown where it fails or answers too much."""
    try:
        found = function(*arguments, **keywords)
    except _FAULTS:
        return unknown(name)
    return found if not isinstance(found, str | list | tuple) or len(found) <= _LONGEST else unknown(name)


def _harmless(text: str, arguments: list[object], keywords: dict[str, object]) -> bool:
    given = (*arguments, *keywords.values())
    longest = max((len(one) for one in given if isinstance(one, str | list | tuple)), default=0)
    if (len(text) + 1) * (longest + 1) > _LONGEST * 5:
        return False
    short = all(abs(one) < _MOST for one in given if isinstance(one, int))
    return short and all(map(_plain, given)) and not _WIDE.search(text if keywords or "{" in text else "")


def _plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_plain, value))
    if isinstance(value, str):
        return len(value) < _LONGEST
    return value is None or isinstance(value, int | float)


def _holds_unknown(arguments: list[object]) -> bool:
    return any(not _plain(item) for value in arguments for item in _items(value))


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple | dict) else [value]


def fields(type_: TypeName) -> list[object]:
    """`schema.fields`: each with its name and type."""
    cls = Class("StructField", ())
    return [Instance(cls, {"name": name, "dataType": TypeName(kind)}) for name, kind in fields_of(type_) or ()]


def _of_type(type_: TypeName, name: str, arguments: list[object]) -> object:
    known = fields_of(type_) or ()
    if name == "add" and arguments:
        first = arguments[0]
        if isinstance(first, TypeName):
            return TypeName(struct_of((*known, *(fields_of(first) or ()))))
        second = arguments[1] if len(arguments) > 1 else ""
        if isinstance(first, str):
            return TypeName(struct_of((*known, (str(first), str(second) if isinstance(second, str) else ""))))
    if name in ("fieldNames", "names"):
        return [name for name, _ in known]
    if name == "simpleString":
        return str(type_)
    return unknown(name)
