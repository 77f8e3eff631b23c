"""PyFlink programs: their SQL where it stands."""

from __future__ import annotations

from headgate.dataset import topic
from headgate.facts.reading import Reading, SourceFile
from headgate.facts.streams.flink_python import FlinkProgram, read_pyflink
from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.source.kinds import Kind, kinds_of

PROGRAM = '''"""Not SQL: select nothing."""
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

env = StreamExecutionEnvironment.get_execution_environment()
env.enable_checkpointing(60_000)
t_env = StreamTableEnvironment.create(env)
t_env.get_config().set("table.exec.state.ttl", "1 d")


def source(name):
    return """
        CREATE TABLE orders (id BIGINT, at TIMESTAMP(3), WATERMARK FOR at AS at)
        WITH ('connector' = 'kafka', 'topic' = 'shop.orders', 'properties.group.id' = '{0}')
    """.format(name)


t_env.execute_sql(source("x"))
t_env.execute_sql(f"CREATE TABLE totals (id BIGINT) WITH ('connector' = 'kafka', 'topic' = '{TOPIC}')")
t_env.execute_sql("INSERT INTO totals "
                  "SELECT id FROM orders")
t_env.execute_sql(f"INSERT INTO {sink} SELECT 1")
'''


TOLD = {"table.exec.state.ttl": "1 d", "execution.checkpointing.interval": "60000"}


def read(text: str) -> Reading:
    return read_pyflink(SourceFile("a.py", text, frozenset({Kind.FLINK_PYTHON})))


def test_statements_stand_on_the_lines_of_the_file() -> None:
    reading = read(PROGRAM)
    assert [(one.kind, one.line) for one in reading.facts.statements] == [
        ("create-table", 13),
        ("create-table", 19),
        ("insert", 20),
    ]
    last = reading.facts.statements[-1]
    assert [use.dataset for use in last.reads] == [topic("shop.orders")]
    assert [use.dataset.name for use in last.writes] == ["totals"]
    assert [gap.what for gap in reading.facts.gaps] == ["SQL at line 22"]


def test_settings_of_the_program_are_the_scripts_too() -> None:
    (program, script) = [one for one in read(PROGRAM).subjects if isinstance(one, FlinkProgram | FlinkScript)]
    assert isinstance(program, FlinkProgram)
    assert (program.checkpoints, program.settings) == (6, TOLD)
    assert isinstance(script, FlinkScript)
    assert script.settings == TOLD


def test_python_without_sql_and_python_that_is_none() -> None:
    assert read("from pyflink.table import x\nprint('hello')\n").facts.statements == ()
    assert read("from pyflink import (").facts.gaps


def test_scripts_without_connectors_are_known_by_their_sets_and_windows() -> None:
    for text in (
        "BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;",
        "SELECT * FROM TABLE(TUMBLE(TABLE a, DESCRIPTOR(b), INTERVAL '1' HOUR))",
        "CREATE CATALOG c WITH ('type' = 'paimon');",
    ):
        assert kinds_of("a.sql", text) == {Kind.FLINK_SQL}


TABLES = """from pyflink.table import EnvironmentSettings, TableEnvironment

t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
t_env.execute_sql("CREATE TABLE orders (id BIGINT, n INT) WITH ('connector' = 'kafka', 'topic' = 'shop.orders')")
t_env.execute_sql("CREATE TABLE sink (id BIGINT) WITH ('connector' = 'kafka', 'topic' = 'shop.sink')")
big = t_env.sql_query("SELECT id FROM orders WHERE n > 1")
t_env.create_temporary_view("big", big)
big.execute_insert("sink")
small = t_env.from_path("orders").filter(True)
joined = small.join(t_env.from_path("customers")).select("id")
joined.execute_insert("report")
t_env.create_statement_set().add_insert("copy", t_env.from_path("big"))
"""


def test_queries_that_fill_sinks_by_the_table_api_keep_their_columns() -> None:
    facts = read(TABLES).facts
    made = {(one.kind, str(one.target)): one for one in facts.statements}
    insert = made["insert", "kafka:shop.sink"]
    assert [use.dataset for use in insert.reads] == [topic("shop.orders")]
    assert insert.query is not None
    assert [one.name for one in insert.query.outputs] == ["id"]
    assert ("create-view", "big") in made
    assert [(str(use.dataset), use.line) for use in made["insert", "copy"].writes] == [("copy", 12)]


def test_chains_of_the_table_api_say_which_tables_feed_which() -> None:
    (job,) = read(TABLES).facts.jobs
    assert sorted(str(use.dataset) for use in job.reads) == ["customers", "kafka:shop.orders"]
    assert [str(use.dataset) for use in job.writes] == ["report"]


def test_a_program_without_sql_has_its_tables_too() -> None:
    (job,) = read("import pyflink\nt = e.from_path('a')\nt.execute_insert('b')\n").facts.jobs
    assert (str(job.reads[0].dataset), str(job.writes[0].dataset)) == ("a", "b")
