"""The environment in which templates of a reviewed repository are rendered.

It is Jinja's sandbox, narrowed further: no name with an underscore in front, no loader, no extension from
outside, and a budget of calls, loop steps and characters for each rendering. Lists and dictionaries that a
template made may be changed by it, as dbt's macros do; whatever Headgate hands in is immutable or a copy.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from jinja2 import Template, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from headgate.facts.dbt.jinja.tags import TAGS
from headgate.facts.dbt.jinja.unknown import Missed, Unknown

MAX_STEPS = 100_000
"""Calls and loop steps of one rendering."""
MAX_CHARACTERS = 2_000_000
"""Of any one string that a template makes."""
MAX_PRINTED = 10_000_000
"""Characters of all that one rendering prints, captured blocks included."""
MAX_ITEMS = 100_000
MAX_RANGE = 10_000
MAX_DEPTH = 40
"""Calls within calls, far below Python's own limit."""
_WIDTH = re.compile(r"\d{5,}")
_WIDE = frozenset(
    ("center", "ljust", "rjust", "zfill", "expandtabs", "indent", "wordwrap", "batch", "slice", "format", "format_map")
)
"""Methods and filters that make long texts from numbers."""
TICK, JOIN = "headgate_tick", "headgate_join"


class Exhausted(SecurityError):  # noqa: N818 - it is told as the reason of a gap
    """A rendering used up its budget."""


class Returned(Exception):  # noqa: N818 - it is how `return(value)` leaves a macro
    """dbt's `return`: a macro's value where that is not text."""

    def __init__(self, value: Any) -> None:
        super().__init__("return outside a macro")
        self.value = value


class Sandbox(SandboxedEnvironment):
    """Jinja as dbt configures it, for templates that nobody trusts."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self) -> None:
        self.told = type("Told", (Unknown,), {"__slots__": (), "missed": Missed()})
        extensions = ["jinja2.ext.do", "jinja2.ext.loopcontrols", *TAGS]
        # Nothing is worked out while compiling: that would be outside the budget of any rendering.
        super().__init__(
            extensions=extensions, undefined=self.told, finalize=self._print, optimized=False, cache_size=0
        )
        self.globals.clear()
        self.globals |= {"range": bounded_range, "dict": dict, "namespace": Namespace, TICK: _tick, JOIN: _join}
        self.filters |= dict.fromkeys(("as_bool", "as_number", "as_text", "as_native"), _same)
        self.filters = {name: _narrowed(name, work) for name, work in self.filters.items()}
        self.steps = self.depth = self.printed = 0

    def load(self, tree: nodes.Template) -> Template:
        """`tree`, compiled within the budget."""
        bind_budget(tree)
        return Template.from_code(self, self.compile(tree), self.globals, None)

    def start(self) -> Missed:
        """Begin a rendering with a full budget and an empty record of what it misses."""
        self.steps = self.depth = self.printed = 0
        self.told.missed = Missed()  # type: ignore[attr-defined]
        return self.missed

    @property
    def missed(self) -> Missed:
        found: Missed = self.told.missed  # type: ignore[attr-defined]
        return found

    def unknown(self, name: str, why: str) -> Unknown:
        """A value to hand to the template in place of one that is not told."""
        self.missed.note(name, why)
        found: Unknown = self.told(name=name)
        return found

    @pass_context
    def _print(self, _context: Context, value: Any) -> Any:
        """Every value that a template prints, into its output or into a captured block."""
        self.printed += characters(value)
        if self.printed > MAX_PRINTED:
            raise Exhausted(f"more than {MAX_PRINTED:,} characters printed")
        return value

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call for a template, within the budget."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Exhausted(f"more than {MAX_STEPS:,} calls and loop steps")
        if self.depth >= MAX_DEPTH:
            raise Exhausted(f"calls nested deeper than {MAX_DEPTH}")
        self.depth += 1
        try:
            if getattr(__obj, "__name__", "") in _WIDE:
                modest(*args, *kwargs.values())
            answer = bounded(super().call(__context, __obj, *args, **kwargs))
            bounded(getattr(__obj, "__self__", None))
            return answer
        except Returned as returned:
            if not isinstance(__obj, Macro):
                raise
            return returned.value
        finally:
            self.depth -= 1

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`*`, `**`, `%` and `+`, refused where the result would be huge."""
        if operator == "**" and (_size(left) > 10_000 or _size(right) > 64):
            raise Exhausted("a huge power")
        if operator == "*" and _length(left) * _size(right) + _length(right) * _size(left) > MAX_CHARACTERS:
            raise Exhausted("a huge repetition")
        if operator == "%" and isinstance(left, str):
            characters(right)
            modest(left)
        return bounded(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute with an underscore in front, and none of functions, classes or generators."""
        return not attr.startswith("_") and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format` in Jinja's own sandbox, without huge widths."""
        text = getattr(value, "__self__", "")
        if isinstance(text, str) and _WIDTH.search(text[:MAX_RANGE]):
            raise Exhausted("a huge width in a format")
        return super().wrap_str_format(value)

    def unsafe_undefined(self, _obj: Any, attribute: str) -> Undefined:
        """What a forbidden attribute gives: nothing, and a note of it."""
        return self.unknown(f"attribute {attribute}", "templates may not reach it")


def bounded_range(*args: int) -> range:
    """`range`, of at most `MAX_RANGE` numbers."""
    found = range(*args)
    if len(found) > MAX_RANGE:
        raise Exhausted("a huge range of numbers")
    return found


def bounded(value: Any) -> Any:
    """`value`, unless it is a string or collection over the bounds."""
    if isinstance(value, str) and len(value) > MAX_CHARACTERS:
        raise Exhausted(f"a text of more than {MAX_CHARACTERS:,} characters")
    if isinstance(value, (list, dict, set, tuple)) and len(value) > MAX_ITEMS:
        raise Exhausted(f"a collection of more than {MAX_ITEMS:,} items")
    return value


def characters(value: Any) -> int:
    """How long `value` is at least when printed; lists within lists are followed, as they would be."""
    total = 0
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            total += len(part)
        elif isinstance(part, dict):
            waiting += (*part, *part.values())
        elif isinstance(part, (list, tuple, set)):
            waiting += part
        total += 1
        if total > MAX_CHARACTERS:
            raise Exhausted(f"a text of more than {MAX_CHARACTERS:,} characters")
    return total


def bind_budget(template: nodes.Template) -> None:
    """Make every loop and every `~` of `template` count against the budget."""
    for loop in list(template.find_all(nodes.For)):
        tick = nodes.Call(nodes.Name(TICK, "load"), [], [], None, None)
        loop.body.insert(0, nodes.Output([tick]).set_lineno(loop.lineno))
    _Joins().visit(template)


class _Joins(NodeTransformer):
    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's contract
        self.generic_visit(node)
        return nodes.Call(nodes.Name(JOIN, "load"), node.nodes, [], None, None).set_lineno(node.lineno)


def _same(value: Any) -> Any:
    return value


def _tick() -> str:
    return ""


def _join(*parts: Any) -> str:
    characters(parts)
    return "".join(str(part) for part in parts)


def _narrowed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter within the bounds."""

    @functools.wraps(work)
    def narrow(*args: Any, **kwargs: Any) -> Any:
        if name in _WIDE:
            modest(*args, *kwargs.values())
        characters(args[1:] if hasattr(work, "jinja_pass_arg") else args)
        return bounded(work(*args, **kwargs))

    return narrow


def modest(*args: Any) -> None:
    """Refuse numbers, and widths in formats, that only serve to make huge texts."""
    for value in args:
        if isinstance(value, int) and abs(value) > MAX_RANGE * 10:
            raise Exhausted("a text operation with a huge number")
        if isinstance(value, str) and "%" in value and _WIDTH.search(value[:MAX_RANGE]):
            raise Exhausted("a huge width in a format")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def _size(value: Any) -> int:
    return abs(value) if isinstance(value, int) else 0
