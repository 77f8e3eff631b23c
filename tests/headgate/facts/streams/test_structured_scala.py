"""Streaming queries in Scala."""

from __future__ import annotations

from headgate.facts.reading import SourceFile
from headgate.facts.streams.query import StreamingQuery
from headgate.facts.streams.structured_scala import read_scala
from headgate.source.kinds import Kind

CODE = """
import org.apache.spark.sql.SparkSession
object Job {
  def main(args: Array[String]) {
    val spark = SparkSession.builder().getOrCreate()
    val pings = spark.readStream.format("kafka").option("subscribe", "pings").load()
    pings.groupBy("a").count()
      .writeStream
      .format("parquet")
      .option("checkpointLocation", "/tmp/checkpoint")
      .trigger(Trigger.ProcessingTime("1 minute"))
      .start("s3://lake/pings")
  }
}
"""


def test_a_query_is_followed_from_source_to_sink() -> None:
    reading = read_scala(SourceFile("Job.scala", CODE, frozenset({Kind.SCALA_SPARK})))
    (query,) = [subject for subject in reading.subjects if isinstance(subject, StreamingQuery)]
    assert query.followed
    assert [step.name for step in query.steps] == ["groupBy", "count"]
    assert (query.format, query.target, query.option("checkpointLocation")) == (
        "parquet",
        "s3://lake/pings",
        "/tmp/checkpoint",
    )
    assert query.trigger[0] == "ProcessingTime"
