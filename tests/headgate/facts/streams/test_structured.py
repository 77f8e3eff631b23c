"""What is understood of streaming queries in Python."""

from __future__ import annotations

import textwrap
import time

from headgate.dataset import topic
from headgate.facts.reading import Reading, SourceFile
from headgate.facts.streams.query import StreamingQuery
from headgate.facts.streams.read_spark import read_python
from headgate.source.kinds import Kind

SPARK = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n"


def read(code: str) -> Reading:
    return read_python(SourceFile("jobs/x.py", SPARK + textwrap.dedent(code), frozenset({Kind.PYSPARK})))


def query_of(code: str) -> StreamingQuery:
    (found,) = [subject for subject in read(code).subjects if isinstance(subject, StreamingQuery)]
    return found


def test_a_query_is_followed_through_functions_and_variables() -> None:
    found = query_of(
        """
        PLACE = "s3://lake/ck"

        def read(name):
            return spark.readStream.format("kafka").option("subscribe", name).load()

        def clean(frame):
            return frame.filter("a > 1").withWatermark("ts", "1 hour")

        orders = clean(read("orders"))
        writer = orders.groupBy("a").count().writeStream.outputMode("update").trigger(processingTime="1 minute")
        query = writer.option("checkpointLocation", PLACE + "/orders").format("delta").start("s3://lake/orders")
        """
    )
    assert found.followed
    assert found.sources[0].option("subscribe") == "orders"
    assert [step.name for step in found.steps] == ["filter", "withWatermark", "groupBy", "count"]
    assert found.option("checkpointLocation") == "s3://lake/ck/orders"
    assert (found.output_mode, found.trigger) == ("update", ("processingTime", "1 minute"))


def test_a_frame_of_another_file_is_not_followed_and_a_gap() -> None:
    code = """
        from lib import frame
        frame.filter("x").writeStream.format("console").start()
        """
    assert not query_of(code).followed
    assert read(code).facts.gaps


def test_methods_follow_the_attributes_of_their_class() -> None:
    found = query_of(
        """
        class Job:
            def source(self):
                return spark.readStream.table("orders")

            def run(self):
                self.source().writeStream.toTable("copies", checkpointLocation="s3://ck")
        """
    )
    assert found.sources[0].path == "orders"
    assert (found.target, found.option("checkpointLocation")) == ("copies", "s3://ck")


def test_topics_are_read_and_written() -> None:
    facts = read(
        """
        a = spark.readStream.format("kafka").option("subscribe", "one,two").load()
        a.writeStream.format("kafka").option("topic", "three").start()
        """
    ).facts
    (job,) = facts.jobs
    assert [use.dataset for use in job.reads] == [topic("one"), topic("two")]
    assert [use.dataset for use in job.writes] == [topic("three")]


def test_long_chains_take_no_long_time() -> None:
    started = time.monotonic()
    read("frame = spark.readStream.table('a')\nx = y" + ".b(1).c()" * 60 + "\nframe" + ".select('a')" * 90)
    assert time.monotonic() - started < 2


def test_broken_code_is_a_gap() -> None:
    assert read("x = readStream(").facts.gaps
    assert read("x = readStream." + "(" * 3000).facts.gaps
