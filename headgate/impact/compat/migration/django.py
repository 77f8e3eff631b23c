"""Django migrations as SQL, read from their syntax tree; nothing of them is executed.

Source: Django, "Migration Operations", "Model field reference". The models are replayed through the migrations of
an app, since an `AlterField` says the new state alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from headgate.impact.compat.migration.calls import Call, columns_of
from headgate.impact.compat.migration.lines import Script, literal, quoted

_TYPES = {
    "CharField": "varchar", "SlugField": "varchar", "EmailField": "varchar", "URLField": "varchar",
    "TextField": "text", "IntegerField": "integer", "PositiveIntegerField": "integer", "BigIntegerField": "bigint",
    "PositiveBigIntegerField": "bigint", "SmallIntegerField": "smallint", "PositiveSmallIntegerField": "smallint",
    "BooleanField": "boolean", "NullBooleanField": "boolean",
    "FloatField": "double precision", "DecimalField": "numeric",
    "DateTimeField": "timestamptz", "DateField": "date", "TimeField": "time", "UUIDField": "uuid",
    "JSONField": "jsonb", "BinaryField": "bytea", "AutoField": "serial", "BigAutoField": "bigserial",
    "SmallAutoField": "smallserial", "ForeignKey": "bigint", "OneToOneField": "bigint",
}  # fmt: skip
_SIZES = {"CharField": "max_length", "SlugField": "max_length", "EmailField": "max_length", "URLField": "max_length"}
_NO_COLUMN = ("ManyToManyField", "GenericForeignKey", "GenericRelation")


def is_django(text: str) -> bool:
    """Whether a Python file is a Django migration, by its words."""
    return "migrations.Migration" in text and "operations" in text


@dataclass
class App:
    """The models of one app as the migrations so far leave them."""

    label: str
    tables: dict[str, str] = field(default_factory=dict)
    """Model in lower case to table."""
    fields: dict[tuple[str, str], Call] = field(default_factory=dict)

    def table(self, model: str) -> str:
        return quoted(self.tables.get(model.lower(), f"{self.label}_{model.lower()}"))


def app_of(path: str) -> App:
    """The app that a migration belongs to, by its folder: `shop/migrations/0002_note.py`."""
    return App(PurePosixPath(path).parent.parent.name)


def to_sql(text: str, app: App) -> str | None:
    """The SQL of a migration, and `app` as it leaves it; None where the text is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    script = Script()
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            if not any(_is_not_atomic(one) for one in node.body):
                script.add(node.lineno, "BEGIN")
            for call in _operations(node):
                _operation(call, app, script)
    return script.text()


def _is_not_atomic(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign) or getattr(node.targets[0], "id", "") != "atomic":
        return False
    return isinstance(node.value, ast.Constant) and node.value.value is False


def _operations(node: ast.ClassDef) -> Iterator[Call]:
    for one in node.body:
        if isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") == "operations":
            yield from _listed(one.value)


def _listed(node: ast.expr | None) -> Iterator[Call]:
    for one in node.elts if isinstance(node, ast.List) else ():
        if isinstance(one, ast.Call):
            call = Call(one)
            if call.name == "SeparateDatabaseAndState":
                yield from _listed(call.argument(0, "database_operations"))
            else:
                yield call


def _operation(call: Call, app: App, script: Script) -> None:
    if call.name == "CreateModel":
        _create(call, app, script)
        return
    if call.name == "RunSQL":
        script.add(call.line, call.text(0, "sql"))
        return
    model = call.text(0, "model_name") or call.text(0, "name")
    table = app.table(model)
    for statement in _statements(call, model, table, app):
        script.add(call.line, statement)


def _create(call: Call, app: App, script: Script) -> None:
    model = call.text(0, "name")
    options = call.argument(2, "options")
    for key, value in zip(options.keys, options.values, strict=True) if isinstance(options, ast.Dict) else ():
        if isinstance(key, ast.Constant) and key.value == "db_table" and isinstance(value, ast.Constant):
            app.tables[model.lower()] = str(value.value)
    columns = []
    listed = call.argument(1, "fields")
    for pair in listed.elts if isinstance(listed, ast.List) else ():
        if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 and isinstance(pair.elts[1], ast.Call):
            name, made = pair.elts[0], Call(pair.elts[1])
            if isinstance(name, ast.Constant) and made.name not in _NO_COLUMN:
                app.fields[model.lower(), str(name.value)] = made
                columns.append(_definition(str(name.value), made))
    script.add(call.line, f"CREATE TABLE {app.table(model)} ({', '.join(columns)})")


def _statements(call: Call, model: str, table: str, app: App) -> Iterator[str]:
    name = call.text(1, "name")
    if call.name == "DeleteModel":
        yield f"DROP TABLE {table}"
    elif call.name == "RenameModel":
        table, new = app.table(call.text(0, "old_name")), call.text(1, "new_name")
        yield f"ALTER TABLE {table} RENAME TO {app.table(new)}"
    elif call.name == "AddField":
        yield from _added(call, model, name, table, app)
    elif call.name == "RemoveField":
        known = app.fields.pop((model.lower(), name), None)
        yield f"ALTER TABLE {table} DROP COLUMN {_column(name, known)}"
    elif call.name == "RenameField":
        old, new = call.text(1, "old_name"), call.text(2, "new_name")
        known = app.fields.pop((model.lower(), old), None)
        if known is not None:
            app.fields[model.lower(), new] = known
        yield f"ALTER TABLE {table} RENAME COLUMN {_column(old, known)} TO {_column(new, known)}"
    elif call.name == "AlterField":
        yield from _altered(call, model, name, table, app)
    else:
        yield from _indexed(call, table)


def _added(call: Call, model: str, name: str, table: str, app: App) -> Iterator[str]:
    made = _field(call)
    if made is None or made.name in _NO_COLUMN:
        return
    app.fields[model.lower(), name] = made
    yield f"ALTER TABLE {table} ADD COLUMN {_definition(name, made)}"
    # Django fills old rows by a default that it takes away again at once.
    if made.argument(-1, "default") is not None and made.argument(-1, "db_default") is None:
        yield f"ALTER TABLE {table} ALTER COLUMN {_column(name, made)} DROP DEFAULT"


def _altered(call: Call, model: str, name: str, table: str, app: App) -> Iterator[str]:
    made = _field(call)
    known = app.fields.get((model.lower(), name))
    if made is None or made.name in _NO_COLUMN:
        return
    app.fields[model.lower(), name] = made
    if known is None:
        return
    column = _column(name, made)
    if _type(known) != _type(made):
        yield f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {_type(made)}"
    if _nullable(known) and not _nullable(made):
        yield f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL"
    elif _nullable(made) and not _nullable(known):
        yield f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"


def _indexed(call: Call, table: str) -> Iterator[str]:
    inner = call.argument(1, "index") or call.argument(1, "constraint")
    made = Call(inner) if isinstance(inner, ast.Call) else None
    columns = ", ".join(quoted(one) for one in columns_of(made.argument(-1, "fields"))) if made else ""
    name = quoted(made.text(-1, "name") or "ix") if made else "ix"
    if call.name == "AddIndex":
        yield f"CREATE INDEX {name} ON {table} ({columns or 'id'})"
    elif call.name == "AddIndexConcurrently":
        yield f"CREATE INDEX CONCURRENTLY {name} ON {table} ({columns or 'id'})"
    elif call.name == "AddConstraint" and made is not None:
        kind = f"UNIQUE ({columns or 'id'})" if made.name == "UniqueConstraint" else "CHECK (true)"
        yield f"ALTER TABLE {table} ADD CONSTRAINT {name} {kind}"
    elif call.name == "AddConstraintNotValid":
        yield f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (true) NOT VALID"
    elif call.name == "ValidateConstraint":
        yield f"ALTER TABLE {table} VALIDATE CONSTRAINT {quoted(call.text(1, 'name') or 'c')}"


def _field(call: Call) -> Call | None:
    value = call.argument(2, "field")
    return Call(value) if isinstance(value, ast.Call) else None


def _column(name: str, made: Call | None) -> str:
    given = made.text(-1, "db_column") if made else ""
    key = made is not None and made.name in ("ForeignKey", "OneToOneField")
    return quoted(given or (f"{name}_id" if key else name))


def _nullable(made: Call) -> bool:
    return made.flag("null") or made.name == "NullBooleanField"


def _type(made: Call) -> str:
    kind = _TYPES.get(made.name, made.name.lower())
    size = made.number(-1, _SIZES[made.name]) if made.name in _SIZES else None
    if made.name == "DecimalField":
        return f"numeric({made.number(-1, 'max_digits') or 0}, {made.number(-1, 'decimal_places') or 0})"
    return f"{kind}({size})" if size else kind


def _definition(name: str, made: Call) -> str:
    words = [_column(name, made), _type(made)]
    default = made.argument(-1, "default") or made.argument(-1, "db_default")
    if default is not None:
        words.append(f"DEFAULT {literal(default.value) if isinstance(default, ast.Constant) else 0}")
    if made.flag("primary_key"):
        words.append("PRIMARY KEY")
    elif not _nullable(made):
        words.append("NOT NULL")
    return " ".join(words)
