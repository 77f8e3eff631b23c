from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("payments").getOrCreate()

raw = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", "kafka:9092")
    .option("subscribe", "payments")
    .load()
)
schema = "payment_id STRING, ride_id STRING, amount DOUBLE, status STRING"
payments = raw.select(F.from_json(F.col("value").cast("string"), schema).alias("p")).select("p.*")
settled = payments.where(F.col("status") == "settled").select("ride_id", "amount")
(
    settled.writeStream.format("parquet")
    .option("path", "s3://lake/settled")
    .option("checkpointLocation", "s3://lake/_checkpoints/settled")
    .start()
)
