"""Every order once for each of 60 days."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("exploded").config("spark.sql.shuffle.partitions", 4).getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
days = orders.withColumn("days", F.sequence(F.lit(1), F.lit(60)))
daily = days.select("customer_id", "amount", F.explode("days").alias("day"))
spread = daily.groupBy("day", "customer_id").agg(F.sum("amount").alias("amount"))
spread.write.mode("overwrite").format("noop").save()
