"""The macros of a project, compiled when they are first called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.runtime import Context
from jinja2.utils import missing

from headgate.facts.dbt.context import DbtContext, MacroFile
from headgate.facts.dbt.jinja.sandbox import Sandbox
from headgate.facts.dbt.jinja.scope import Scope, Space
from headgate.facts.dbt.jinja.shims import Shims

_PARENTS = {"databricks": "spark", "redshift": "postgres", "duckdb": "postgres", "fabric": "sqlserver"}
"""Adapters that take over the macros of another one. Source: docs.getdbt.com/reference/dbt-jinja-functions/dispatch"""


@dataclass
class _Defined:
    file: MacroFile
    module: Any = None


class Library:
    """Finds names for templates: stand-ins of dbt, macros of the project, shims of well-known packages."""

    def __init__(self, context: DbtContext) -> None:
        self.context = context
        self.sandbox = Sandbox()
        self.sandbox.context_class = _context_class(self)
        self.scope: Scope | None = None
        self.shims = Shims(context.dialect, self.sandbox)
        self._packages = {file.package for file in context.macros}
        self._macros: dict[tuple[str, str], _Defined] = {}
        self._by_name: dict[str, _Defined] = {}
        for file in context.macros:
            for name, _ in macros_of(self.sandbox, file.text):
                defined = _Defined(file)
                self._macros[(file.package, name)] = defined
                self._by_name[name] = defined

    def find(self, name: str) -> Any:
        """What `name` means in a template; Jinja's `missing` where nothing knows it."""
        known = self.scope.get(name) if self.scope else None
        if known is not None:
            return known
        if name == "adapter":
            return Space("adapter", self._adapter)
        if name in self._by_name:
            return self._macro(name, self._by_name[name])
        if name in self._packages:
            return Space(name, lambda macro: self._packaged(name, macro))
        return self.shims.find(name) or missing

    def _packaged(self, package: str, name: str) -> Any:
        defined = self._macros.get((package, name))
        if defined is not None:
            return self._macro(name, defined)
        return self.shims.named(package, name) or self.sandbox.told(name=f"{package}.{name}")

    def _macro(self, name: str, defined: _Defined) -> Any:
        if defined.module is None:
            try:
                tree = self.sandbox.parse(defined.file.text)
                # Like dbt, take the macros alone: what stands between them is often a comment with an example.
                tree.body = [node for node in tree.body if isinstance(node, nodes.Macro)]
                defined.module = self.sandbox.load(tree).make_module()
            except (TemplateError, RecursionError, SyntaxError) as error:
                return self.sandbox.unknown(name, f"{defined.file.path} cannot be rendered ({type(error).__name__})")
        return getattr(defined.module, name, None) or self.sandbox.told(name=name)

    def _adapter(self, name: str) -> Any:
        if name == "dispatch":
            return self._dispatch
        if name == "quote":
            return lambda text: f'"{text}"'
        if name in ("get_columns_in_relation", "get_missing_columns"):
            return lambda *_, **__: self.sandbox.told(name="columns of a relation")
        if name in ("get_relation", "load_relation", "check_schema_exists"):
            return lambda *_, **__: None
        return self.sandbox.told(name=f"adapter.{name}")

    def _dispatch(self, name: Any = "", macro_namespace: Any = None, *_: Any, **__: Any) -> Any:
        """The macro for this adapter, else the default one. Source: dbt's manual on `dispatch`."""
        plain = str(name).rpartition(".")[2]
        adapter = self.context.dialect
        for prefix in dict.fromkeys((adapter, _PARENTS.get(adapter, "default"), "default")):
            defined = self._by_name.get(f"{prefix}__{plain}")
            if defined is not None:
                return self._macro(f"{prefix}__{plain}", defined)
        label = f"{macro_namespace}.{plain}" if isinstance(macro_namespace, str) else plain
        return self.shims.named(str(macro_namespace or "dbt"), plain) or self.sandbox.told(name=label)


def macros_of(sandbox: Sandbox, text: str) -> list[tuple[str, int]]:
    """Names and lines of the macros that a file defines; none where it is no template."""
    try:
        tree = sandbox.parse(text)
    except (TemplateError, RecursionError):
        return []
    return [(macro.name, macro.lineno) for macro in tree.find_all(nodes.Macro)]


def why_no_template(sandbox: Sandbox, text: str) -> str:
    """Why a file of macros is no template; empty where it is one."""
    try:
        sandbox.parse(text)
    except TemplateError as error:
        return f"line {getattr(error, 'lineno', 1)}: {str(error)[:200]}"
    except RecursionError:
        return ""
    return ""


def _context_class(library: Library) -> type[Context]:
    find: Callable[[str], Any] = library.find

    class Reach(Context):
        """Names that a template does not set itself are looked for in the library."""

        def resolve_or_missing(self, key: str) -> Any:
            own = super().resolve_or_missing(key)
            return find(key) if own is missing else own

    return Reach
