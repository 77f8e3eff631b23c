"""Migrations replayed: what tables look like before, and what a script changes for those who use them.

Forward asks about programs that still expect the old tables: what they read and write must go on working. Backward
asks about programs that expect the new ones and the rows that are there already.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from headgate.impact.compat.change import BACKWARD, BOTH, FORWARD, Direction, SchemaChange
from headgate.impact.compat.ddl.columns import CONSTRAINTS, ColumnState, Tables, columns_in, state_of, widens
from headgate.impact.compat.ddl.statements import Words

_HARMLESS = (
    "BEGIN", "COMMIT", "START", "ROLLBACK", "SET", "SELECT", "INSERT", "UPDATE", "DELETE", "COMMENT", "GRANT", "REVOKE",
    "ANALYZE", "VACUUM", "REINDEX", "REFRESH", "USE", "WITH", "MERGE", "LOCK", "PRAGMA", "DECLARE", "RETURN",
    "SAVEPOINT", "RELEASE", "END", "SHOW", "COPY", "CALL", "EXPLAIN", "NOTIFY", "DO", "PRINT", "GO",
)  # fmt: skip
_OBJECTS = (
    "FUNCTION", "TRIGGER", "VIEW", "PROCEDURE", "SEQUENCE", "EXTENSION", "TYPE", "DOMAIN", "SCHEMA", "INDEX", "ROLE",
    "USER", "POLICY", "MATERIALIZED", "DATABASE", "STATISTICS", "PUBLICATION", "SUBSCRIPTION", "AGGREGATE", "CAST",
    "OPERATOR", "RULE", "SERVER", "COLLATION",
)  # fmt: skip


@dataclass
class Replay:
    """A script against the tables that earlier ones left."""

    tables: Tables
    changes: list[SchemaChange] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Statements that are not understood."""
    fresh: set[str] = field(default_factory=set)
    """Created by the script itself: nobody uses them yet."""
    gone: dict[str, SchemaChange] = field(default_factory=dict)
    """Dropped or renamed away, until the script puts a table of the name back."""
    demands: dict[tuple[str, str], SchemaChange] = field(default_factory=dict)
    """Columns that must be given a value, unless the script ends with a default for them."""
    copied: dict[str, set[str]] = field(default_factory=dict)
    """Columns that a rebuilt table takes over under the same name."""

    def run(self, script: list[Words]) -> None:
        """Replay all statements."""
        for statement in script:
            self._statement(statement)
        for (table, column), change in self.demands.items():
            if not self.tables.column(table, column).filled:
                self.changes.append(change)
        self.changes += self.gone.values()

    def _statement(self, words: Words) -> None:
        first = words.words[0].upper
        if first == "INSERT":
            self._insert(words)
        elif first in _HARMLESS or first == "":
            return
        elif first == "CREATE":
            self._create(words)
        elif first == "DROP":
            self._drop(words)
        elif words.starts("ALTER", "TABLE"):
            self._alter(words)
        elif words.starts("RENAME", "TABLE"):
            for part in words.after("RENAME", "TABLE").split():
                old, rest = part.name()
                self._rename_table(old, rest.after("TO").name()[0], words.line)
        elif words.starts("TRUNCATE"):
            table = words.after("TRUNCATE", "TABLE", "ONLY").name()[0]
            self._tell("truncating-table", table, "", words.line, f"all rows of {table} are deleted", BACKWARD)
        elif first != "ALTER" or words.words[1].upper not in _OBJECTS:
            self.unknown.append(f"the statement at line {words.line} is not understood")

    def _tell(
        self, kind: str, table: str, column: str, line: int, message: str, directions: tuple[Direction, ...]
    ) -> None:
        if table not in self.fresh:
            self.changes.append(self._change(kind, table, column, line, message, directions))

    def _change(
        self, kind: str, table: str, column: str, line: int, message: str, directions: tuple[Direction, ...]
    ) -> SchemaChange:
        entity = f"{table}.{column}" if column else table
        known = self.tables.column(table, column).line
        return SchemaChange(entity, kind, True, directions, message, known, line, entity=entity)

    def _create(self, words: Words) -> None:
        rest = words.after("CREATE", "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "EXTERNAL")
        if rest.starts("TABLE"):
            lenient = rest.starts("TABLE", "IF", "NOT", "EXISTS")
            table, rest = rest.after("TABLE", "IF", "NOT", "EXISTS").name()
            listed = rest.bracket()[0] if rest.starts("(") else Words(())
            columns = dict(columns_in(listed)) if not listed.starts("SELECT") else {}
            if table in self.tables.known and table not in self.fresh:
                if not lenient and columns:
                    self._declared_anew(table, columns)
                return
            rebuilt = self.gone.pop(table, None)
            self.tables.known[table] = columns
            self.fresh.add(table)
            if rebuilt is not None:
                self._rebuilt(table, columns, words.line)
        elif rest.starts("VIEW") or rest.starts("MATERIALIZED", "VIEW"):
            view = rest.after("MATERIALIZED", "VIEW", "IF", "NOT", "EXISTS").name()[0]
            if self.gone.pop(view, None) is not None:
                self.unknown.append(f"the view {view} is made anew at line {words.line}: its columns are not compared")
        elif rest.starts("UNIQUE") and rest.has("INDEX"):
            table = _after_on(rest)
            told = f"rows of {table} must be unique now: writers that repeat a value fail"
            self._tell("adding-unique-constraint", table, "", words.line, told, BOTH)
        elif not any(rest.starts(kind) for kind in (*_OBJECTS, "UNIQUE", "CONSTRAINT", "CONCURRENTLY")):
            self.unknown.append(f"the statement at line {words.line} is not understood")

    def _declared_anew(self, table: str, columns: dict[str, ColumnState]) -> None:
        """The script tells what a known table is to be, not how it gets there: a file that holds the whole schema."""
        for name, state in list(self.tables.known[table].items()):
            if name not in columns:
                self._gone_column(table, name, 0)
            elif columns[name] != replace(state, line=columns[name].line):
                made = columns[name]
                self._retype(table, name, state.type, made.type, made.line)
                if made.required and not state.required:
                    self._demand(table, name, made.line)
        for name, state in columns.items():
            if name not in self.tables.known[table]:
                self._added(table, name, state)
        self.tables.known[table] = columns

    def _rebuilt(self, table: str, columns: dict[str, ColumnState], line: int) -> None:
        """A table that was moved away and is made anew: rows and users of the old one go on with it."""
        self.fresh.discard(table)
        self.copied.setdefault(table, set())
        self.demands.update(
            {
                (table, name): self._change(
                    "adding-required-field", table, name, state.line or line,
                    f"{table}.{name} must be given a value: programs that do not know it can no longer insert", BOTH,
                )
                for name, state in columns.items()
                if state.required and not state.filled
            }
        )  # fmt: skip
        self.unknown.append(f"{table} is made anew at line {line}, and what it was before is not known")

    def _insert(self, words: Words) -> None:
        """Rows carried over into a rebuilt table: a column that keeps its name was there before."""
        table, rest = words.after("INSERT", "INTO").name()
        if rest.starts("SELECT", "*"):
            self.copied.setdefault(table, set()).update(self.tables.known.get(table, ()))
            self.demands = {key: change for key, change in self.demands.items() if key[0] != table}
        if not rest.starts("("):
            return
        inside, rest = rest.bracket()
        names = [part.name()[0] for part in inside.split()]
        chosen = [part.name() for part in rest.after("SELECT").before("FROM").split()]
        for name, (source, tail) in zip(names, chosen, strict=False):
            if name == source.rpartition(".")[2] and not tail.words:
                self.copied.setdefault(table, set()).add(name)
                self.demands.pop((table, name), None)

    def _drop(self, words: Words) -> None:
        rest = words.after("DROP")
        if not rest.starts("TABLE"):
            if not any(rest.starts(kind) for kind in _OBJECTS):
                self.unknown.append(f"the statement at line {words.line} is not understood")
            elif rest.starts("VIEW") or rest.starts("MATERIALIZED", "VIEW"):
                view = rest.after("MATERIALIZED", "VIEW", "IF", "EXISTS").name()[0]
                if view not in self.fresh:
                    told = f"the view {view} is dropped"
                    self.gone[view] = self._change("dropping-view", view, "", words.line, told, FORWARD)
            return
        for part in rest.after("TABLE", "IF", "EXISTS").split():
            table = part.name()[0]
            self._away("ban-drop-table", table, words.line, f"the table {table} is dropped with its rows")

    def _away(self, kind: str, table: str, line: int, message: str) -> None:
        if table in self.fresh:
            self.fresh.discard(table)
        elif not table.endswith("__old"):
            self.gone[table] = self._change(kind, table, "", line, message, FORWARD)
        self.tables.known.pop(table, None)

    def _rename_table(self, old: str, new: str, line: int) -> None:
        columns = self.tables.known.pop(old, None)
        made_here = old in self.fresh
        told = f"the table {old} is renamed to {new}: whoever uses the old name fails"
        if made_here:
            self.fresh.discard(old)
        else:
            self.gone[old] = self._change("renaming-table", old, "", line, told, FORWARD)
        if columns is not None:
            self.tables.known[new] = columns
        if new in self.gone and made_here:
            del self.gone[new]
            self._rebuilt(new, columns or {}, line)
            for name in self.copied.get(old, set()):
                self.demands.pop((new, name), None)

    def _alter(self, words: Words) -> None:
        table, rest = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()
        for action in rest.split():
            self._action(table, action)

    def _action(self, table: str, action: Words) -> None:
        first = action.words[0].upper
        if first == "ADD":
            self._add(table, action.after("ADD"), action.line)
        elif first == "DROP":
            self._drop_part(table, action.after("DROP"), action.line)
        elif first == "ALTER":
            self._alter_column(table, action.after("ALTER", "COLUMN"), action.line)
        elif first in ("MODIFY", "CHANGE"):
            self._redefine(table, action, action.line)
        elif first == "RENAME":
            self._rename(table, action.after("RENAME"), action.line)
        elif first not in ("VALIDATE", "OWNER", "ENABLE", "DISABLE", "CLUSTER", "REPLICA", "SET", "RESET", "INHERIT",
                           "NO", "COMMENT", "ENGINE", "FORCE", "ATTACH", "DETACH", "UNSET", "WRITE",
                           "RECOVER") and not action.starts("REPLACE", "PARTITION"):  # fmt: skip
            self.unknown.append(f"the action at line {action.line} is not understood")

    def _add(self, table: str, rest: Words, line: int) -> None:
        if rest.starts("PARTITION") or rest.starts("IF", "NOT", "EXISTS", "PARTITION"):
            return
        if rest.starts("COLUMNS", "("):
            rest = rest.after("COLUMNS")
        if rest.starts("("):
            for part in rest.bracket()[0].split():
                self._add(table, part, line)
            return
        if rest.words and rest.words[0].upper in CONSTRAINTS and not rest.starts("COLUMN"):
            if rest.has("UNIQUE") and not rest.has("USING", "INDEX"):
                told = f"rows of {table} must be unique now: writers that repeat a value fail"
                self._tell("adding-unique-constraint", table, "", line, told, BOTH)
            return
        name, definition = rest.after("COLUMN", "IF", "NOT", "EXISTS").name()
        self._added(table, name, replace(state_of(definition), line=line))

    def _added(self, table: str, name: str, state: ColumnState) -> None:
        if state.required and table not in self.fresh:
            told = f"{table}.{name} must be given a value: programs that do not know it can no longer insert"
            if not state.filled:
                kind, directions = "adding-required-field", BOTH
                self.changes.append(self._change(kind, table, name, state.line, told, directions))
            else:
                kind = "required-without-default"
                self.demands[table, name] = self._change(kind, table, name, state.line, told, FORWARD)
        self.tables.known.setdefault(table, {})[name] = state

    def _drop_part(self, table: str, rest: Words, line: int) -> None:
        if rest.words and rest.words[0].upper in (*CONSTRAINTS, "DEFAULT", "PARTITION"):
            return
        if rest.starts("COLUMNS"):
            for part in rest.bracket()[0].split():
                self._gone_column(table, part.name()[0], line)
            return
        name = rest.after("COLUMN", "IF", "EXISTS").name()[0]
        self._gone_column(table, name, line)

    def _gone_column(self, table: str, name: str, line: int) -> None:
        self._tell("ban-drop-column", table, name, line, f"the column {table}.{name} is dropped", FORWARD)
        self.tables.known.get(table, {}).pop(name, None)

    def _alter_column(self, table: str, rest: Words, line: int) -> None:
        if rest.words and rest.words[0].upper in ("CONSTRAINT", "INDEX"):
            return
        name, rest = rest.name()
        state = self.tables.column(table, name)
        if rest.starts("SET", "NOT", "NULL"):
            self._demand(table, name, line)
            state = replace(state, required=True)
        elif rest.starts("DROP", "NOT", "NULL"):
            state = replace(state, required=False)
        elif rest.starts("SET", "DEFAULT") or rest.starts("ADD", "GENERATED"):
            state = replace(state, filled=True)
        elif rest.starts("DROP", "DEFAULT"):
            state = replace(state, filled=False)
        elif rest.starts("TYPE") or rest.starts("SET", "DATA", "TYPE"):
            made = state_of(rest.after("SET", "DATA", "TYPE"))
            self._retype(table, name, state.type, made.type, line)
            state = replace(state, type=made.type)
        elif not rest.words or rest.words[0].upper not in ("SET", "RESET", "DROP", "ADD", "RESTART"):
            made = state_of(rest)
            self._retype(table, name, state.type, made.type, line)
            if made.required and not state.required:
                self._demand(table, name, line)
            state = replace(state, type=made.type, required=made.required)
        self.tables.known.setdefault(table, {})[name] = state

    def _demand(self, table: str, name: str, line: int) -> None:
        if table in self.fresh or self.tables.column(table, name).required:
            return
        told = f"{table}.{name} may no longer be NULL: rows and writers that leave it empty fail"
        self.demands[table, name] = self._change("adding-not-null-field", table, name, line, told, BOTH)

    def _redefine(self, table: str, action: Words, line: int) -> None:
        name, rest = action.after("MODIFY", "CHANGE", "COLUMN").name()
        if action.starts("CHANGE"):
            renamed, rest = rest.name()
            if renamed != name:
                self._renamed_column(table, name, renamed, line)
                name = renamed
        state, made = self.tables.column(table, name), state_of(rest)
        if state.type:
            self._retype(table, name, state.type, made.type, line)
        elif not made.required:
            self.unknown.append(f"the former type of {table}.{name}, redefined at line {line}, is not known")
        if made.required and not state.required:
            self._demand(table, name, line)
        self.tables.known.setdefault(table, {})[name] = replace(made, line=line)

    def _retype(self, table: str, name: str, old: str, new: str, line: int) -> None:
        if old == new or table in self.fresh:
            return
        told = f"{table}.{name} changes from {old or 'its former type'} to {new}"
        self._tell("changing-column-type", table, name, line, told, FORWARD if widens(old, new) else BOTH)

    def _rename(self, table: str, rest: Words, line: int) -> None:
        if rest.starts("TO") or rest.starts("AS"):
            self._rename_table(table, rest.after("TO", "AS").name()[0], line)
        elif not rest.starts("CONSTRAINT") and not rest.starts("INDEX") and not rest.starts("KEY"):
            old, tail = rest.after("COLUMN").name()
            self._renamed_column(table, old, tail.after("TO").name()[0], line)

    def _renamed_column(self, table: str, old: str, new: str, line: int) -> None:
        told = f"the column {table}.{old} is renamed to {new}: whoever uses the old name fails"
        self._tell("renaming-column", table, old, line, told, BOTH)
        columns = self.tables.known.get(table, {})
        if old in columns:
            columns[new] = columns.pop(old)


def _after_on(words: Words) -> str:
    for at, word in enumerate(words.words):
        if word.upper == "ON":
            return Words(words.words[at + 1 :]).after("ONLY").name()[0]
    return ""
