"""Stages and their lines, where Spark names them and where it does not."""

from __future__ import annotations

from pathlib import Path

from headgate.facts.placed.follow import Source, follow
from headgate.facts.placed.placed import Placed
from headgate.facts.placed.project import Code
from headgate.facts.runtime.operators import Operator
from headgate.facts.runtime.run import Execution, Job, Run
from headgate.facts.runtime.stage import Stage

HEAD = "from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n"


def beside(files: dict[str, str], run: Run) -> Placed:
    programs = tuple(follow(Source(path, text, files)) for path, text in files.items())
    return Placed(run, Code(Path(), programs, files))


def run_with(*executions: Execution, stages: tuple[Stage, ...] = ()) -> Run:
    run = Run("log", started=1)
    run.executions = {one.id: one for one in executions}
    run.stages = {(one.id, 0): one for one in stages}
    for one in stages:
        run.jobs[one.id] = Job(one.id, one.id, stages=(one.id,), execution=one.execution)
        one.job = one.id
    return run


def node(text: str, *children: Operator) -> Operator:
    return Operator(text.split(" ", 1)[0], text, children)


def count_of(number: int, plan: Operator) -> Execution:
    return Execution(number, "count at NativeMethodAccessorImpl.java:0", "", number, plan=plan)


def test_a_scala_stage_is_found_by_its_stack_in_the_package_it_names() -> None:
    stage = Stage(0, name="save at DataFrameWriter.scala:900")
    stage.details = (
        "org.apache.spark.sql.DataFrameWriter.save(DataFrameWriter.scala:900)\ncom.shop.Job$.main(Job.scala:42)"
    )
    files = {"other/Job.scala": "object Job", "src/com/shop/Job.scala": "object Job"}
    place = beside(files, run_with(stages=(stage,))).of_stage(stage)
    assert place is not None
    assert (place.path, place.line, place.how) == ("src/com/shop/Job.scala", 42, "call site")


def test_the_call_site_of_pyspark_is_found_by_the_longest_common_end() -> None:
    stage = Stage(0, name="collect at /opt/app/jobs/daily/job.py:5")
    files = {"jobs/hourly/job.py": HEAD, "jobs/daily/job.py": HEAD}
    place = beside(files, run_with(stages=(stage,))).of_stage(stage)
    assert place is not None
    assert (place.path, place.line) == ("jobs/daily/job.py", 5)


def test_actions_that_spark_names_alike_are_told_apart_by_what_their_plans_hold() -> None:
    text = HEAD + "a = spark.read.parquet('/lake/a')\na.filter('x > 7').count()\na.groupBy('k').count().count()\n"
    first = count_of(0, node("Filter (x#1 > 7)", node("FileScan parquet /lake/a")))
    second = count_of(1, node("HashAggregate(keys=[k#2])", node("FileScan parquet /lake/a")))
    placed = beside({"job.py": text}, run_with(second, first))
    lines = [place.line for one in (first, second) if (place := placed.of_execution(one))]
    assert lines == [4, 5]


def test_a_call_site_that_spark_does_not_know_is_told_by_the_plan_too() -> None:
    text = HEAD + "a = spark.read.parquet('/lake/a')\na.filter('x > 7').count()\na.show()\n"
    execution = Execution(0, "count at <unknown>:0", "", 1, plan=node("Filter (x#1 > 7)", node("FileScan /lake/a")))
    place = beside({"job.py": text}, run_with(execution)).of_execution(execution)
    assert place is not None
    assert place.line == 4


def test_an_exchange_belongs_to_the_join_above_it() -> None:
    text = (
        HEAD + "a = spark.table('a')\nb = spark.table('b')\nc = a.join(b, 'k')\nd = c.groupBy('g').count()\nd.show()\n"
    )
    exchange = node("Exchange hashpartitioning(k#1, 200)", node("Scan parquet a"))
    join = node("SortMergeJoin [k#1], [k#2], Inner", node("Sort [k#1 ASC], false, 0", exchange))
    plan = node("HashAggregate(keys=[g#3])", node("Exchange hashpartitioning(g#3, 200)", join))
    execution = Execution(0, "showString at NativeMethodAccessorImpl.java:0", "", 1, plan=plan)
    placed = beside({"job.py": text}, run_with(execution))
    found = {o.text: placed.of_operator(execution, o, above) for o, above in placed.operators_of(execution)}
    lines = {text: place.line for text, place in found.items() if place is not None}
    assert lines["Exchange hashpartitioning(k#1, 200)"] == 5
    assert lines["Exchange hashpartitioning(g#3, 200)"] == 6
    assert lines["Sort [k#1 ASC], false, 0"] == 5


def test_of_several_programs_the_one_that_explains_the_run_is_taken() -> None:
    files = {
        "a.py": HEAD + "spark.table('x').show()\n",
        "b.py": HEAD + "spark.table('orders').groupBy('country').count().count()\n",
    }
    execution = count_of(0, node("HashAggregate(keys=[country#2])", node("Scan orders")))
    placed = beside(files, run_with(execution))
    assert placed.program is not None
    assert placed.program.path == "b.py"


def test_a_run_of_another_program_is_not_forced_onto_this_one() -> None:
    text = HEAD + "spark.table('x').write.parquet('/lake/out')\n"
    execution = count_of(0, node("HashAggregate(keys=[country#2])", node("Scan orders")))
    assert beside({"job.py": text}, run_with(execution)).of_execution(execution) is None
