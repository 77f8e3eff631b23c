from pyspark.sql import DataFrame, SparkSession, functions as F


def cleaned(events: DataFrame) -> DataFrame:
    """Events of known users, each once."""
    return events.filter(F.col("user_id").isNotNull()).dropDuplicates(["event_id"])


def main() -> None:
    spark = SparkSession.builder.appName("clean_events").getOrCreate()
    events = spark.read.parquet("s3://lake/events/")
    cleaned(events).write.mode("overwrite").parquet("s3://lake/events_clean/")


if __name__ == "__main__":
    main()
