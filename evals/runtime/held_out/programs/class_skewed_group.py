"""A job as a class; one account holds most of what is grouped."""
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
import pyspark.sql.functions as f


@dataclass
class Settings:
    source: str = "/srv/lake/orders_skewed"
    target: str = "/srv/out/notes"


class NotesJob:
    def __init__(self, spark: SparkSession, settings: Settings):
        self.spark = spark
        self.settings = settings

    def read(self) -> DataFrame:
        return self.spark.read.parquet(self.settings.source)

    def transform(self, df: DataFrame) -> DataFrame:
        return (
            df.groupBy("customer_id")
            .agg(f.sort_array(f.collect_set("note")).alias("notes"), f.sum("amount").alias("amount"))
            .withColumn("n", f.size("notes"))
        )

    def run(self) -> None:
        out = self.transform(self.read())
        out.select("customer_id", "n", "amount").write.mode("overwrite").parquet(self.settings.target)


if __name__ == "__main__":
    session = (
        SparkSession.builder.appName("notes")
        .config("spark.sql.shuffle.partitions", "6")
        .config("spark.sql.adaptive.enabled", "false")
        .getOrCreate()
    )
    NotesJob(session, Settings()).run()
