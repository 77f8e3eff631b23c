"""Recipes for changes of tables, by the kind of change that `impact.compat.ddl` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import Tables
from headgate.impact.plan.model import Phase, Step
from headgate.impact.plan.slices import backfill


@dataclass(frozen=True, slots=True)
class Known:
    """What the recipes know beside the change."""

    dialect: str
    before: Tables
    after: Tables

    def type_of(self, table: str, column: str) -> str:
        """A column's type before or after, or a place to write it."""
        return self.before.column(table, column).type or self.after.column(table, column).type or f"<type of {column}>"


def steps(change: SchemaChange, known: Known) -> tuple[Step, ...]:
    """The steps for one change; none where there is no recipe for its kind."""
    recipe = _RECIPES.get(change.kind)
    return tuple(recipe(change, known)) if recipe else ()


def _split(change: SchemaChange) -> tuple[str, str]:
    table, _, column = change.entity.rpartition(".")
    return table, column


def _required(change: SchemaChange, known: Known) -> Iterator[Step]:
    table, column = _split(change)
    yield Step(
        Phase.EXPAND, f"Add {table}.{column} as nullable", "migration",
        f"ALTER TABLE {table} ADD COLUMN {column} {known.type_of(table, column)};",
        "old programs still insert", f"ALTER TABLE {table} DROP COLUMN {column};",
    )  # fmt: skip
    yield from _filled(table, column, "<value>", known.dialect)
    yield from _not_null(table, column, known)


def _not_null_later(change: SchemaChange, known: Known) -> Iterator[Step]:
    table, column = _split(change)
    yield from _filled(table, column, "<value>", known.dialect)
    yield from _not_null(table, column, known)


def _filled(table: str, column: str, value: str, dialect: str) -> Iterator[Step]:
    yield Step(
        Phase.MIGRATE, f"Let all writers fill {table}.{column}", "writers", "",
        f"SELECT count(*) FROM {table} WHERE {column} IS NULL AND <written since the deployment>;  -- 0",
        "deploy the former writers; readers do not need the column yet",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, f"Fill old rows of {table}.{column} in slices", "data", backfill(table, column, value, dialect),
        f"SELECT count(*) FROM {table} WHERE {column} IS NULL;  -- 0",
        "stop; what is filled harms nobody",
    )  # fmt: skip


def _not_null(table: str, column: str, known: Known) -> Iterator[Step]:
    dialect, type_ = known.dialect, known.type_of(table, column)
    name = f"{table.rpartition('.')[2]}_{column}_not_null"
    if dialect in ("postgres", ""):
        yield Step(
            Phase.CONTRACT, f"Demand a value of {table}.{column} without a scan under a lock", "two migrations",
            f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID;\n"
            f"-- second migration:\n"
            f"ALTER TABLE {table} VALIDATE CONSTRAINT {name};\n"
            f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n"
            f"ALTER TABLE {table} DROP CONSTRAINT {name};",
            "no writer's log has a refused insert", f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;",
        )  # fmt: skip
    else:
        statement = {
            "mysql": f"ALTER TABLE {table} MODIFY COLUMN {column} {type_} NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;",
            "tsql": f"ALTER TABLE {table} ALTER COLUMN {column} {type_} NOT NULL WITH (ONLINE = ON);",
            "oracle": f"ALTER TABLE {table} MODIFY ({column} CONSTRAINT {name} NOT NULL ENABLE NOVALIDATE);\n"
            f"ALTER TABLE {table} MODIFY CONSTRAINT {name} VALIDATE;",
        }.get(dialect, f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;")
        yield Step(
            Phase.CONTRACT, f"Demand a value of {table}.{column}", "migration", statement,
            "no writer's log has a refused insert", "make the column nullable again",
        )  # fmt: skip


def _renamed_column(change: SchemaChange, known: Known) -> Iterator[Step]:
    table, old = _split(change)
    new = change.message.partition(" is renamed to ")[2].partition(":")[0]
    yield from _beside(table, old, new, old, known.type_of(table, old), known.dialect)


def _retyped(change: SchemaChange, known: Known) -> Iterator[Step]:
    table, column = _split(change)
    type_ = change.message.rpartition(" to ")[2]
    yield from _beside(table, column, f"{column}_new", f"CAST({column} AS {type_})", type_, known.dialect)
    yield Step(
        Phase.CONTRACT, f"Give {table}.{column}_new the old name", "migration, with readers of both names deployed",
        f"ALTER TABLE {table} RENAME COLUMN {column}_new TO {column};", "queries run", "rename it back",
    )  # fmt: skip


def _beside(table: str, old: str, new: str, value: str, type_: str, dialect: str) -> Iterator[Step]:
    yield Step(
        Phase.EXPAND, f"Add {table}.{new} beside {old}", "migration", f"ALTER TABLE {table} ADD COLUMN {new} {type_};",
        "old programs still read and write", f"ALTER TABLE {table} DROP COLUMN {new};",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, f"Write both {old} and {new}", "writers, or a trigger for writers outside of the repository", "",
        f"SELECT count(*) FROM {table} WHERE {new} IS DISTINCT FROM {value} AND <written since>;  -- 0",
        f"write {old} alone again",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, f"Fill old rows of {table}.{new} in slices", "data", backfill(table, new, value, dialect, old),
        f"SELECT count(*), count({old}), count({new}) FROM {table};  -- all equal, or as NULLs allow",
        "stop; what is filled harms nobody",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, f"Let all readers use {new}", "readers, one by one", "",
        f"no query of the last weeks names {old}", f"read {old} again; both are still written",
    )  # fmt: skip
    yield Step(
        Phase.CONTRACT, f"Stop writing {old}, wait one retention period, and drop it", "writers, then a migration",
        f"ALTER TABLE {table} DROP COLUMN {old};", f"nobody reads or writes {old}",
        "before the drop: write both again; after it: from a backup alone",
    )  # fmt: skip


def _renamed_table(change: SchemaChange, _: Known) -> Iterator[Step]:
    old = change.entity
    new = change.message.partition(" is renamed to ")[2].partition(":")[0]
    view = f"CREATE VIEW {old} AS SELECT * FROM {new};"
    yield Step(
        Phase.EXPAND, f"Rename {old} and leave a view under the old name", "one migration, one transaction",
        f"ALTER TABLE {old} RENAME TO {new};\n{view}", "old programs read and write through the view",
        f"DROP VIEW {old}; ALTER TABLE {new} RENAME TO {old};",
    )  # fmt: skip
    yield Step(Phase.MIGRATE, f"Let readers and writers use {new}", "programs, one by one", "", f"nobody names {old}")
    yield Step(Phase.CONTRACT, f"Drop the view {old}", "migration", f"DROP VIEW {old};", "", view)


def _dropped(change: SchemaChange, _: Known) -> Iterator[Step]:
    what = change.entity
    table, column = _split(change) if change.kind == "ban-drop-column" else (what, "")
    yield Step(Phase.MIGRATE, f"Move all readers off {what}", "readers", "", f"no query of the last weeks names {what}")
    if column:
        yield Step(
            Phase.MIGRATE, f"Stop writing {what}; give it a default if it is NOT NULL", "writers", "",
            "writers work without it", "write it again",
        )  # fmt: skip
    statement = f"ALTER TABLE {table} DROP COLUMN {column};" if column else f"DROP TABLE {table};"
    aside = "" if column else f"ALTER TABLE {table} RENAME TO {table.rpartition('.')[2]}_unused;\n-- weeks later:\n"
    yield Step(
        Phase.CONTRACT, f"Drop {what} in a release of its own", "migration", aside + statement, "",
        "none after the drop but a backup: take one, and try it",
    )  # fmt: skip


def _unique(change: SchemaChange, known: Known) -> Iterator[Step]:
    table = change.entity
    yield Step(
        Phase.EXPAND, f"Find rows of {table} that repeat a value, and settle which one stays", "data",
        f"SELECT <columns>, count(*) FROM {table} GROUP BY <columns> HAVING count(*) > 1;", "no row is returned",
    )  # fmt: skip
    build = "CREATE UNIQUE INDEX CONCURRENTLY" if known.dialect in ("postgres", "") else "CREATE UNIQUE INDEX"
    yield Step(
        Phase.CONTRACT, f"Build the unique index of {table} beside writers", "migration outside of a transaction",
        f"{build} <name> ON {table} (<columns>);", "the index is valid", "DROP INDEX <name>;",
    )  # fmt: skip


_RECIPES: Mapping[str, Callable[[SchemaChange, Known], Iterator[Step]]] = {
    "adding-required-field": _required,
    "required-without-default": _required,
    "adding-not-null-field": _not_null_later,
    "renaming-column": _renamed_column,
    "renaming-table": _renamed_table,
    "changing-column-type": _retyped,
    "ban-drop-column": _dropped,
    "ban-drop-table": _dropped,
    "dropping-view": _dropped,
    "adding-unique-constraint": _unique,
}
