from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("clicks").getOrCreate()
SCHEMA = "click_id STRING, visitor STRING, url STRING, at TIMESTAMP"


def topic(name: str) -> DataFrame:
    return (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", "broker:9092")
        .option("subscribe", name)
        .load()
        .select(F.from_json(F.col("value").cast("string"), SCHEMA).alias("c"))
        .select("c.*")
    )


clicks = topic("clicks").dropDuplicates(["click_id"])
query = (
    clicks.writeStream.format("parquet")
    .option("path", "s3://lake/clicks/")
    .option("checkpointLocation", "s3://lake/_checkpoints/clicks/")
    .start()
)
query.awaitTermination()
