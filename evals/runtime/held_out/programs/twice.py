"""Checks and a write of one joined frame that is not kept."""
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("twice").config("spark.sql.shuffle.partitions", 4).getOrCreate()
orders = spark.read.parquet("/srv/lake/orders").where("order_id % 8 = 0")
events = spark.read.parquet("/srv/lake/events")
joined = (
    orders.join(events, orders.order_id == events.event_id, "inner")
    .withColumn("key", F.sha2(F.concat("note", "session"), 512))
    .groupBy("page").agg(F.countDistinct("key").alias("keys"), F.sum("amount").alias("amount"))
)
bad = joined.filter("keys = 0").count()
if bad:
    raise SystemExit(f"{bad} pages without keys")
top = joined.orderBy(F.desc("amount")).limit(10).collect()
joined.write.mode("overwrite").parquet("/srv/out/twice")
