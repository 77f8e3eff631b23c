"""Alembic migrations as SQL, read from their syntax tree; nothing of them is executed.

Source: Alembic, "Operation Reference"; SQLAlchemy, "The Type Hierarchy".
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from headgate.impact.compat.migration.calls import Call, columns_of, type_of
from headgate.impact.compat.migration.lines import Script, literal, quoted

_KEPT = 1_000
"""Migrations that are kept as read: each is asked for with every one that follows it."""


def is_alembic(text: str) -> bool:
    """Whether a Python file is an Alembic migration, by its words."""
    return "down_revision" in text and "def upgrade" in text


@lru_cache(maxsize=_KEPT)
def revisions(text: str) -> tuple[str, tuple[str, ...]]:
    """A migration's own revision and those that it follows; empty where they are no plain texts."""
    own, before = "", tuple[str, ...]()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return own, before
    for node in tree.body:
        target, value = _assigned(node)
        if target == "revision" and isinstance(value, ast.Constant):
            own = str(value.value)
        elif target == "down_revision" and value is not None:
            before = tuple(str(one.value) for one in ast.walk(value) if isinstance(one, ast.Constant) and one.value)
    return own, before


@lru_cache(maxsize=_KEPT)
def to_sql(text: str) -> str | None:
    """The SQL of `upgrade()`; None where the text is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    script = Script()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade":
            script.add(node.lineno, "BEGIN")
            _block(node.body, {}, script)
    return script.text()


def _assigned(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None


def _block(body: list[ast.stmt], batches: Mapping[str, str], script: Script) -> None:
    for node in body:
        if isinstance(node, ast.With):
            _with(node, batches, script)
        elif isinstance(node, ast.If | ast.For | ast.Try):
            _block(node.body, batches, script)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = Call(node.value)
            if call.owner in ("op", *batches):
                _operation(call, batches.get(call.owner, ""), script)


def _with(node: ast.With, batches: Mapping[str, str], script: Script) -> None:
    opened = dict(batches)
    for item in node.items:
        if not isinstance(item.context_expr, ast.Call):
            continue
        call = Call(item.context_expr)
        if call.name == "batch_alter_table" and isinstance(item.optional_vars, ast.Name):
            opened[item.optional_vars.id] = _table(call.text(0, "table_name"), call.text(-1, "schema"))
        elif call.name == "autocommit_block":
            script.add(node.lineno, "COMMIT")
            _block(node.body, opened, script)
            script.add(node.end_lineno or node.lineno, "BEGIN")
            return
    _block(node.body, opened, script)


def _table(name: str, schema: str) -> str:
    return f"{quoted(schema)}.{quoted(name)}" if schema else quoted(name)


def _operation(call: Call, batch: str, script: Script) -> None:
    """One operation; in a batch the table is not among the arguments."""
    make = _OPERATIONS.get(call.name)
    if make is None:
        return
    skip = 1 if batch else 0
    table = batch or _table(call.text(0, "table_name") or call.text(0, "old_table_name"), call.text(-1, "schema"))
    if table:
        for statement in make(call, table, skip):
            script.add(call.line, statement)


def _create_table(call: Call, table: str, _: int) -> Iterator[str]:
    columns = ", ".join(_column(one) for one in call.calls() if one.name == "Column")
    yield f"CREATE TABLE {table} ({columns})"


def _add_column(call: Call, table: str, _: int) -> Iterator[str]:
    for one in call.calls():
        if one.name == "Column":
            yield f"ALTER TABLE {table} ADD COLUMN {_column(one)}"


def _column(call: Call) -> str:
    words = [quoted(call.text(0, "name")), type_of(call.argument(1, "type_"))]
    default = call.argument(-1, "server_default")
    if default is not None and not (isinstance(default, ast.Constant) and default.value is None):
        words.append(f"DEFAULT {_default(default)}")
    if call.flag("primary_key"):
        words.append("PRIMARY KEY")
    elif call.argument(-1, "nullable") is not None and not call.flag("nullable"):
        words.append("NOT NULL")
    return " ".join(words)


def _default(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return literal(node.value)
    if isinstance(node, ast.Call):
        call = Call(node)
        if call.name in ("true", "false", "null"):
            return call.name
        return call.text(0, "text") if call.name == "text" else f"{call.name}()"
    return "''"


def _drop_column(call: Call, table: str, skip: int) -> Iterator[str]:
    yield f"ALTER TABLE {table} DROP COLUMN {quoted(call.text(1 - skip, 'column_name'))}"


def _alter_column(call: Call, table: str, skip: int) -> Iterator[str]:
    name = quoted(call.text(1 - skip, "column_name"))
    alter = f"ALTER TABLE {table} ALTER COLUMN {name}"
    if call.argument(-1, "type_") is not None:
        yield f"{alter} TYPE {type_of(call.argument(-1, 'type_'))}"
    if call.argument(-1, "server_default") is not None:
        none = call.argument(-1, "server_default")
        dropped = isinstance(none, ast.Constant) and none.value in (None, False)
        yield f"{alter} DROP DEFAULT" if dropped else f"{alter} SET DEFAULT 0"
    if call.argument(-1, "nullable") is not None:
        yield f"{alter} {'DROP' if call.flag('nullable') else 'SET'} NOT NULL"
    if call.text(-1, "new_column_name"):
        yield f"ALTER TABLE {table} RENAME COLUMN {name} TO {quoted(call.text(-1, 'new_column_name'))}"


def _index(call: Call, table: str, skip: int) -> Iterator[str]:
    on = table if skip else _table(call.text(1, "table_name"), call.text(-1, "schema"))
    unique = "UNIQUE " if call.flag("unique") else ""
    beside = "CONCURRENTLY " if call.flag("postgresql_concurrently") else ""
    columns = ", ".join(quoted(one) for one in columns_of(call.argument(2 - skip, "columns")))
    yield f"CREATE {unique}INDEX {beside}{quoted(call.text(0, 'index_name') or 'ix')} ON {on} ({columns})"


def _drop_index(call: Call, _: str, __: int) -> Iterator[str]:
    beside = "CONCURRENTLY " if call.flag("postgresql_concurrently") else ""
    yield f"DROP INDEX {beside}{quoted(call.text(0, 'index_name') or 'ix')}"


def _constraint(kind: str) -> Callable[[Call, str, int], Iterator[str]]:
    def made(call: Call, table: str, skip: int) -> Iterator[str]:
        on = (
            table
            if skip
            else _table(call.text(1, "table_name") or call.text(1, "source_table"), call.text(-1, "schema"))
        )
        late = " NOT VALID" if call.flag("postgresql_not_valid") else ""
        yield f"ALTER TABLE {on} ADD CONSTRAINT {quoted(call.text(0, 'constraint_name') or 'c')} {kind}{late}"

    return made


def _renamed(call: Call, table: str, _: int) -> Iterator[str]:
    yield f"ALTER TABLE {table} RENAME TO {quoted(call.text(1, 'new_table_name'))}"


def _execute(call: Call, _: str, __: int) -> Iterator[str]:
    inner = call.calls()
    yield inner[0].text(0, "text") if inner else call.text(0, "sqltext")


_OPERATIONS: Mapping[str, Callable[[Call, str, int], Iterator[str]]] = {
    "create_table": _create_table,
    "drop_table": lambda _, table, __: iter([f"DROP TABLE {table}"]),
    "rename_table": lambda call, table, _: iter(
        [f"ALTER TABLE {table} RENAME TO {quoted(call.text(1, 'new_table_name'))}"]
    ),
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "create_index": _index,
    "drop_index": _drop_index,
    "create_unique_constraint": _constraint("UNIQUE (id)"),
    "create_foreign_key": _constraint("FOREIGN KEY (id) REFERENCES other (id)"),
    "create_check_constraint": _constraint("CHECK (true)"),
    "create_primary_key": _constraint("PRIMARY KEY (id)"),
    "execute": _execute,
}
