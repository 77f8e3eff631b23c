"""A join of two even tables."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = (
    SparkSession.builder.appName("healthy_join")
    .config("spark.sql.autoBroadcastJoinThreshold", -1)
    .config("spark.sql.shuffle.partitions", 8)
    .getOrCreate()
)

orders = spark.read.parquet("/srv/lake/orders")
events = spark.read.parquet("/srv/lake/events")
both = orders.join(events, orders.order_id == events.event_id)
both.groupBy("page").agg(F.sum("amount").alias("amount")).write.mode("overwrite").parquet("/srv/out/healthy_join")
