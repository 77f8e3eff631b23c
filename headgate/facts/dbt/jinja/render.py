"""Rendering one file of a dbt project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateError, TemplateSyntaxError, nodes

from headgate.errors import HeadgateError
from headgate.facts.dbt.context import DbtContext
from headgate.facts.dbt.jinja.library import Library
from headgate.facts.dbt.jinja.lines import mark_lines, read_marks, strip_marks, without_marks
from headgate.facts.dbt.jinja.sandbox import Exhausted, Returned, bounded
from headgate.facts.dbt.jinja.scope import Scope, Used
from headgate.facts.dbt.jinja.tags import SNAPSHOT

_NAMED_QUERY = re.compile(r"(?:\bwith|,|\brecursive)\s+[\"`]?(\w+)[\"`]?\s+as\s*(?:materialized\s*)?\(", re.I)
_FAILURES = (TemplateError, Returned, ValueError, TypeError, ArithmeticError, LookupError, AttributeError, SyntaxError)
"""What a template can raise by itself: its calls reach Python's own methods with any arguments."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One rendering."""

    text: str
    lines: tuple[int, ...]
    """For each line of `text` the line of the file."""
    used: Used
    incremental: bool = False
    snapshot: str = ""
    missed: tuple[tuple[str, str], ...] = ()
    """What had to stay unknown: name and reason."""


NO_TEMPLATE = "no template that Jinja can parse"
"""How the reason begins where dbt itself could not parse the file."""

_LIBRARIES: dict[str, Library] = {}


def render(context: DbtContext, text: str, model: str) -> Iterator[Rendered]:
    """The renderings of a model: the first run, then the incremental one where it differs; each snapshot.

    Raises:
        HeadgateError: it is no template, it fails, or it uses up its budget.
    """
    library = _library(context)
    try:
        template = library.sandbox.parse(without_marks(text))
        snapshots = _snapshots(template)
        mark_lines(template)
        shadowed = frozenset(name.lower() for name in _NAMED_QUERY.findall(text))
        task = _Task(library, template, shadowed)
        for name in snapshots or [""]:
            first = task.run(name or model, name, incremental=False)
            yield first
            if first.used.asked_incremental:
                second = task.run(name or model, name, incremental=True)
                if second.text.split() != first.text.split():
                    yield second
    except Exhausted as error:
        raise HeadgateError(f"rendering stopped: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise HeadgateError("rendering stopped: it goes too deep or needs too much memory") from error
    except TemplateSyntaxError as error:
        raise HeadgateError(f"{NO_TEMPLATE}, line {error.lineno}: {strip_marks(str(error))[:200]}") from error
    except _FAILURES as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if isinstance(line, int) else ""
        raise HeadgateError(f"not rendered{where}: {strip_marks(str(error))[:200]}") from error


class _Task:
    """One parsed file, rendered in several ways."""

    def __init__(self, library: Library, template: nodes.Template, shadowed: frozenset[str]) -> None:
        self._template = library.sandbox.load(template)
        self._library = library
        self._shadowed = shadowed

    def run(self, model: str, snapshot: str, *, incremental: bool) -> Rendered:
        """Render once, with a budget of its own."""
        library = self._library
        missed = library.sandbox.start()
        scope = Scope(library.sandbox, library.context, model, self._shadowed)
        scope.incremental = incremental
        library.scope = scope
        text, lines = read_marks(bounded(self._template.render({SNAPSHOT: snapshot})))
        return Rendered(text, lines, scope.used, incremental, snapshot, tuple(missed.names.items()))


def _snapshots(template: nodes.Template) -> list[str]:
    """Names of the snapshot blocks of a file."""
    found = []
    for branch in template.find_all(nodes.If):
        test = branch.test
        if isinstance(test, nodes.Compare) and isinstance(test.expr, nodes.Name) and test.expr.name == SNAPSHOT:
            name = test.ops[0].expr
            if isinstance(name, nodes.Const):
                found.append(str(name.value))
    return found


def _library(context: DbtContext) -> Library:
    """The library for `context`, kept from file to file within a process."""
    known = _LIBRARIES.get(context.digest)
    if known is None:
        _LIBRARIES.clear()
        known = _LIBRARIES[context.digest] = Library(context)
    return known
