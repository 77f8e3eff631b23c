"""What dbt puts into a template's reach, in the form of harmless stand-ins."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jinja2 import TemplateSyntaxError

from headgate.facts.dbt.context import DbtContext
from headgate.facts.dbt.jinja.relation import Relation
from headgate.facts.dbt.jinja.sandbox import Returned, Sandbox
from headgate.facts.dbt.naming import versioned

STARTED = datetime(2024, 1, 1, tzinfo=UTC)
"""The moment at which all renderings take place, so that they are the same every time."""
SHADOWED = "headgate_ref"
"""Schema that is put before a model's name where the query has a CTE of the same name."""


class Space(Mapping[str, Any]):
    """A namespace such as `dbt_utils`: its names, and unknown values for all others."""

    def __init__(self, label: str, names: Callable[[str], Any]) -> None:
        self._label = label
        self._names = names

    def __getitem__(self, key: str) -> Any:
        return self._names(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True


@dataclass
class Used:
    """What one rendering asked for."""

    refs: list[str] = field(default_factory=list)
    """Models by name, source tables as `source.table`, in order."""
    config: dict[str, Any] = field(default_factory=dict)
    asked_incremental: bool = False
    asked_execute: bool = False
    """Whether the text depends on `execute`, so that dbt may render another one."""
    queries: int = 0
    """Queries that dbt would have run while it compiles."""


class Config:
    """`config(…)` and its methods."""

    def __init__(self, used: Used) -> None:
        self._used = used

    def __call__(self, given: Any = None, **settings: Any) -> str:
        self._used.config.update(given if isinstance(given, dict) else {})
        self._used.config.update(settings)
        return ""

    def get(self, name: str, default: Any = None, **_: Any) -> Any:
        return self._used.config.get(name, default)

    def require(self, name: str, **_: Any) -> Any:
        return self._used.config.get(name, "")

    def set(self, name: str, value: Any) -> str:
        self._used.config[name] = value
        return ""


class Scope:
    """The names of one rendering of one file."""

    def __init__(self, sandbox: Sandbox, context: DbtContext, model: str, shadowed: frozenset[str]) -> None:
        self.sandbox = sandbox
        self.context = context
        self.model = model
        self.used = Used()
        self.incremental = False
        self._shadowed = shadowed
        self._sources = dict(context.sources)
        self._latest = dict(context.latest)
        self._variables = context.variables
        self._packages = {context.project.name, *(name for name, _ in context.packages)}
        self._names = self._stand_ins()

    def get(self, name: str) -> Any:
        """The stand-in called `name`; None where dbt itself has no such name."""
        self.used.asked_execute |= name == "execute"
        return self._names.get(name)

    def ref(self, *names: str, v: Any = None, version: Any = None, **_: Any) -> Any:
        if not names or not isinstance(names[-1], str):
            return self.sandbox.unknown("ref", "its argument is not known")
        name = names[-1]
        chosen = v if v is not None else version
        wanted = self._latest.get(name, "") if chosen is None else str(chosen)
        if len(names) == 1 or names[0] in self._packages:
            latest = wanted == self._latest.get(name, "")
            self.used.refs.append(name if latest else versioned(name, wanted))
        return self._relation(versioned(name, wanted))

    def source(self, source: Any = "", name: Any = "", **_: Any) -> Any:
        if not isinstance(source, str) or not isinstance(name, str):
            return self.sandbox.unknown("source", "its arguments are not known")
        full = f"{source}.{name}"
        self.used.refs.append(full)
        relation = self._sources.get(full, full.lower())
        schema, _dot, identifier = relation.rpartition(".")
        return Relation(identifier, schema, dialect=self.context.dialect)

    def var(self, name: str, *default: Any, **named: Any) -> Any:
        given = (*default, *named.values())
        if name not in self._variables and not given:
            return self.sandbox.told(name=f"var {name}")
        return self._rendered(self._variables[name] if name in self._variables else given[0])

    def is_incremental(self) -> bool:
        self.used.asked_incremental = True
        return self.incremental

    def run_query(self, *_: Any, **__: Any) -> Any:
        self.used.queries += 1
        return self.sandbox.told(name="result of a query")

    def _rendered(self, value: Any) -> Any:
        """Variables may be templates themselves, such as `"{{ source('a', 'b') }}"`."""
        if isinstance(value, str) and "{{" in value:
            try:
                return self.sandbox.load(self.sandbox.parse(value)).render()
            except (TemplateSyntaxError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
                return self.sandbox.unknown("variable", "it is a template that cannot be rendered")
        return json.loads(json.dumps(value)) if isinstance(value, (list, dict)) else value

    def _relation(self, name: str) -> Relation:
        schema = SHADOWED if name.lower() in self._shadowed else ""
        return Relation(name, schema, dialect=self.context.dialect)

    def _env_var(self, name: str, default: Any = None) -> Any:
        return default if default is not None else self.sandbox.told(name=f"environment variable {name}")

    def _stand_ins(self) -> dict[str, Any]:
        this = Relation(self.model, dialect=self.context.dialect)
        settings = Config(self.used)
        return {
            "ref": self.ref,
            "source": self.source,
            "config": settings,
            "var": self.var,
            "env_var": self._env_var,
            "is_incremental": self.is_incremental,
            "run_query": self.run_query,
            "statement": self._statement,
            "load_result": self.run_query,
            "this": this,
            "execute": False,
            "return": _give_back,
            "target": _Frozen(_target(self.context)),
            "model": _Frozen({"name": self.model, "alias": self.model, "resource_type": "model", "unique_id": "",
                              "config": settings, "schema": "target", "database": "target", "columns": {}}),
            "builtins": _Frozen({"ref": self.ref, "source": self.source, "config": settings}),
            "schema": "target",
            "database": "target",
            **_CONSTANTS,
        }  # fmt: skip

    def _statement(self, *_: Any, **__: Any) -> str:
        self.used.queries += 1
        return ""


class _Frozen(Space):
    """A namespace of fixed names; others are undefined, as dbt has it."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__("", names.__getitem__)


_ADAPTERS = {"tsql": "sqlserver"}
"""sqlglot's dialects to dbt's adapters, where the names differ."""


def _target(context: DbtContext) -> dict[str, Any]:
    return {
        "name": "prod",
        "type": _ADAPTERS.get(context.dialect, context.dialect),
        "schema": "target",
        "dataset": "target",
        "database": "target",
        "project": "target",
        "profile_name": context.project.name,
        "threads": 1,
        "user": "",
        "warehouse": "",
        "role": "",
    }


def _give_back(value: Any = None) -> Any:
    raise Returned(value)


class _Day(date):
    """`datetime.date` on which it is always the same day."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return STARTED.date()


class _Moment(datetime):
    """`datetime.datetime` at which it is always the same time."""

    @classmethod
    def now(cls, _tz: Any = None) -> datetime:  # type: ignore[override]
        return STARTED

    @classmethod
    def utcnow(cls) -> datetime:  # type: ignore[override]
        return STARTED

    @classmethod
    def today(cls) -> datetime:  # type: ignore[override]
        return STARTED


def _from_json(text: Any, default: Any = None) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return default


def _to_json(value: Any, default: Any = None, **_: Any) -> Any:
    try:
        return json.dumps(value, default=str)
    except (ValueError, TypeError, RecursionError):
        return default


def _relation(database: Any = "", schema: Any = "", identifier: Any = "", **_: Any) -> Relation:
    return Relation(str(identifier or ""), str(schema or ""), str(database or ""))


def _nothing(*_: Any, **__: Any) -> str:
    return ""


_CONSTANTS: dict[str, Any] = {
    "log": _nothing,
    "print": _nothing,
    "doc": _nothing,
    "store_result": _nothing,
    "tojson": _to_json,
    "fromjson": _from_json,
    "toyaml": _to_json,
    "zip": lambda *lists: list(zip(*lists, strict=False)),
    "zip_strict": lambda *lists: list(zip(*lists, strict=False)),
    "set": lambda values, _default=None: set(values),
    "set_strict": set,
    "local_md5": lambda text: f"md5_{len(str(text))}",
    "invocation_id": "headgate",
    "run_started_at": STARTED,
    "dbt_version": "1.9.0",
    "modules": _Frozen(
        {
            "datetime": _Frozen({"datetime": _Moment, "date": _Day, "timedelta": timedelta}),
            "pytz": _Frozen({"utc": UTC, "timezone": lambda _: UTC}),
        }
    ),
    "flags": _Frozen({"FULL_REFRESH": False, "WHICH": "run", "STORE_FAILURES": False}),
    "exceptions": _Frozen({"warn": _nothing, "raise_compiler_error": _nothing, "raise_not_implemented": _nothing}),
    "api": _Frozen(
        {
            "Column": _Frozen({"translate_type": lambda name: name}),
            "Relation": _Frozen({"create": _relation}),
        }
    ),
    "selected_resources": (),
    "graph": _Frozen({"nodes": {}, "sources": {}, "exposures": {}, "metrics": {}}),
}
"""What is the same for every rendering. Real modules are never handed out: `datetime` alone leads to `sys`."""
