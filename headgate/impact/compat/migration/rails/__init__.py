"""Rails migrations as SQL for PostgreSQL, read from their calls; nothing of them is executed.

Source: Rails guides, "Active Record Migrations"; Rails API, "ActiveRecord::ConnectionAdapters::SchemaStatements".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from headgate.impact.compat.migration.lines import Script
from headgate.impact.compat.migration.rails.statements import STATEMENTS
from headgate.impact.compat.migration.ruby import Call, read
from headgate.impact.compat.migration.ruby.words import UnreadableRubyError

_KEPT = 1_000
_SPEAKS = ("add_", "remove_", "create_", "drop_", "change_", "rename_", "validate_")
_ALSO_NO_TABLE = ("create_enum", "drop_enum", "rename_enum", "add_enum_value", "create_join_table", "drop_join_table",
                  "change_table_comment", "change_column_comment", "create_view", "drop_view", "create_schema",
                  "drop_schema", "remove_check_constraint", "remove_foreign_key", "rename_index")  # fmt: skip


@dataclass(frozen=True)
class Translated:
    """A migration as SQL."""

    sql: str
    untold: tuple[tuple[int, str], ...] = ()
    """Line and reason of calls that change tables in a way that is not understood."""


@dataclass
class _Into:
    script: Script = field(default_factory=Script)
    untold: list[tuple[int, str]] = field(default_factory=list)


def is_rails(text: str) -> bool:
    """Whether a Ruby file is a migration or the dump of a schema, by its words."""
    return "ActiveRecord::Migration" in text or "ActiveRecord::Schema" in text


@lru_cache(maxsize=_KEPT)
def to_sql(text: str) -> Translated:
    """The SQL of `change` or `up`, or of the tables of a `schema.rb`."""
    try:
        calls = read(text)
    except UnreadableRubyError as error:
        return Translated("", ((1, f"it is no Ruby that is read here: {error}"),))
    into = _Into()
    for call in calls:
        if call.name == "class":
            _migration(call, into)
        elif call.name == "define":
            _run(call.block, into)
    return Translated(into.script.text(), tuple(into.untold))


def _migration(made: Call, into: _Into) -> None:
    # Rails runs a migration in a transaction of its own unless it says otherwise.
    if not any(one.name == "disable_ddl_transaction!" for one in made.block):
        into.script.add(made.line, "BEGIN")
    for method in made.block:
        if method.name == "def" and method.text(0) in ("change", "up"):
            _run(method.block, into)


def _run(calls: list[Call], into: _Into) -> None:
    for call in calls:
        if call.name in ("down", "revert"):
            continue
        make = STATEMENTS.get(call.name)
        if make is not None and (not call.owner or call.owner in ("connection", "migration")):
            if call.name != "execute" and not call.text(0):
                into.untold.append((call.line, f"the table of {call.name} is computed"))
                continue
            for line, statement in make(call):
                into.script.add(line, statement)
        elif not call.owner and call.name.startswith(_SPEAKS) and call.name not in _ALSO_NO_TABLE:
            into.untold.append((call.line, f"{call.name} is not known"))
        elif call.block:
            _run(call.block, into)
