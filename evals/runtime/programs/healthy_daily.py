"""Sales a day and country, as they should be made."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("healthy_daily").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
customers = spark.read.parquet("/srv/lake/customers")
sales = (
    orders.join(F.broadcast(customers), "customer_id")
    .groupBy(F.to_date("placed_at").alias("day"), "country")
    .agg(F.sum("amount").alias("amount"), F.count("*").alias("orders"))
)
sales.coalesce(1).write.mode("overwrite").parquet("/srv/out/healthy_daily")
