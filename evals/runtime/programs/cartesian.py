"""Customers near each other, by comparing every one with every other."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("cartesian").config("spark.sql.autoBroadcastJoinThreshold", -1).getOrCreate()

customers = spark.read.parquet("/srv/lake/customers").limit(9000)
left = customers.select(F.col("customer_id").alias("a"), F.col("score").alias("sa"))
right = customers.select(F.col("customer_id").alias("b"), F.col("score").alias("sb"))

pairs = left.crossJoin(right)
near = pairs.where(F.abs(F.col("sa") - F.col("sb")) < 0.0001)
print(near.count())
