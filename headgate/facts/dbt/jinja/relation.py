"""Relations as templates handle them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*\Z")
_RESERVED = frozenset(
    ("order", "group", "user", "table", "select", "from", "where", "join", "union", "values", "case", "end", "left",
     "right", "on", "in", "is", "as", "and", "or", "not", "null", "primary", "default", "check", "column", "all",
     "with")
)  # fmt: skip
_BACKTICK = ("bigquery", "spark", "databricks", "hive", "mysql")


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the warehouse; it prints as the SQL that names it."""

    identifier: str
    schema: str = ""
    database: str = ""
    dialect: str = ""
    shown: bool = True

    @property
    def name(self) -> str:
        return self.identifier

    @property
    def project(self) -> str:
        return self.database or "target"

    @property
    def dataset(self) -> str:
        return self.schema or "target"

    @property
    def table(self) -> str:
        return self.identifier

    @property
    def alias(self) -> str:
        return self.identifier

    @property
    def type(self) -> str:
        return "table"

    @property
    def is_table(self) -> bool:
        return True

    @property
    def is_view(self) -> bool:
        return False

    @property
    def is_cte(self) -> bool:
        return False

    def include(self, **_: Any) -> Relation:
        return self

    def quote(self, **_: Any) -> Relation:
        return self

    def incorporate(self, **_: Any) -> Relation:
        return self

    def without_identifier(self) -> Relation:
        return self

    def render(self) -> str:
        return str(self)

    def __str__(self) -> str:
        parts = (self.schema, self.identifier)
        return ".".join(quoted(part, self.dialect) for whole in parts if whole for part in whole.split("."))


def quoted(name: str, dialect: str) -> str:
    """`name` as an identifier, quoted where it has to be.

    >>> quoted("fct-x", "snowflake"), quoted("orders", "")
    ('"fct-x"', 'orders')
    """
    if _WORD.match(name) and name.lower() not in _RESERVED:
        return name
    mark = "`" if dialect in _BACKTICK else '"'
    return mark + name.replace(mark, "") + mark
