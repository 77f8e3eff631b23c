"""The key of a sink is made by the clock or by chance."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.flinksql.rows import first_table, groups, has_updates, outputs, selects
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE users (id BIGINT, name STRING, PRIMARY KEY (id) NOT ENFORCED)
            WITH ('connector' = 'mysql-cdc', 'hostname' = 'db', 'database-name' = 'shop', 'table-name' = 'users');
            CREATE TABLE copies (key STRING, name STRING, PRIMARY KEY (key) NOT ENFORCED)
            WITH ('connector' = 'upsert-kafka', 'topic' = 'copies');
            INSERT INTO copies
            SELECT UUID(), name FROM users;
            """,
            6,
            path="flink/users.sql",
        ),
        silent(
            """
            CREATE TABLE users (id BIGINT, name STRING, PRIMARY KEY (id) NOT ENFORCED)
            WITH ('connector' = 'mysql-cdc', 'hostname' = 'db', 'database-name' = 'shop', 'table-name' = 'users');
            CREATE TABLE copies (id BIGINT, name STRING, loaded TIMESTAMP(3), PRIMARY KEY (id) NOT ENFORCED)
            WITH ('connector' = 'upsert-kafka', 'topic' = 'copies');
            INSERT INTO copies SELECT id, name, NOW() FROM users;
            """,
            path="flink/users.sql",
        ),
    ),
)
def key_made_by_the_clock(script: FlinkScript) -> Iterator[Found]:
    """The key of a sink is made by the clock or by chance.

    ## Why it matters
    A row that is updated is computed again. With `NOW()`, `UUID()` or `RAND()` in its key it gets another key
    each time: the old row stays, and the sink fills with copies.

    ## Instead
    A key that the row itself brings; the time of loading in a column that is no key.

    ## When it stays silent
    Where rows are never updated, so that each is computed once, and for columns outside the key.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for statement, sink in script.inserts():
        if not sink.key or not isinstance(statement.tree, exp.Insert):
            continue
        for select in selects(statement.tree.expression):
            table = first_table(select, script)
            if table is None or not (has_updates(table) or groups(select)):
                continue
            for name, made in outputs(select, statement.tree, sink):
                found = _changing(made) if name in sink.key else ""
                if found:
                    yield Found(
                        f"`{name}`, the key of `{sink.name}`, is made by {found}: each update of a row gets "
                        "another key, "
                        "and the row before stays.",
                        statement.line(made),
                        f"{sink.name}:{name}",
                    )


_NAMES = ("UUID", "RAND", "RAND_INTEGER", "NOW", "PROCTIME", "CURRENT_ROW_TIMESTAMP", "LOCALTIMESTAMP")


def _changing(node: exp.Expr) -> str:
    """A function whose value is another one at each call; empty where none is."""
    for part in node.find_all(exp.Func):
        name = str(part.this).upper() if isinstance(part, exp.Anonymous) else part.sql_name()
        if isinstance(part, (exp.CurrentTimestamp, exp.Rand, exp.Uuid, exp.Localtimestamp)) or name in _NAMES:
            return f"{name}()"
    return ""
