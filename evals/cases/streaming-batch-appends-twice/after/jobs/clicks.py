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


clicks = topic("clicks").withWatermark("at", "10 minutes").dropDuplicates(["click_id", "at"])

def store(batch: DataFrame, batch_id: int) -> None:
    batch.write.format("jdbc").option("url", "jdbc:postgresql://db/shop").option("dbtable", "clicks").mode("append").save()


query = (
    clicks.writeStream.foreachBatch(store)
    .option("checkpointLocation", "s3://lake/_checkpoints/clicks/")
    .start()
)
query.awaitTermination()
