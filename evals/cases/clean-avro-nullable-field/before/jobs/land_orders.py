from pyspark.sql import SparkSession
from pyspark.sql.avro.functions import from_avro

spark = SparkSession.builder.appName("orders").getOrCreate()
with open("schemas/order.avsc") as file:
    schema = file.read()

orders = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", "broker:9092")
    .option("subscribe", "orders")
    .load()
    .select(from_avro("value", schema).alias("o"))
    .select("o.id", "o.customer_id", "o.amount_cents")
)
(
    orders.writeStream.format("parquet")
    .option("path", "s3://lake/orders/")
    .option("checkpointLocation", "s3://lake/_checkpoints/orders/")
    .start()
    .awaitTermination()
)
