"""Millions of small objects held in little memory."""
# submit: --driver-memory 520m --driver-java-options -XX:+UseSerialGC --conf spark.memory.fraction=0.85 --conf spark.memory.storageFraction=0.8 --conf spark.sql.objectHashAggregate.sortBased.fallbackThreshold=10000000

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("gc_pressure").config("spark.sql.shuffle.partitions", 2).getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
baskets = orders.groupBy("customer_id").agg(F.collect_list(F.struct("order_id", "amount", "note")).alias("basket"))
large = baskets.withColumn("size", F.expr("aggregate(basket, 0D, (acc, x) -> acc + x.amount + length(x.note))"))
large.agg(F.sum("size")).show()
