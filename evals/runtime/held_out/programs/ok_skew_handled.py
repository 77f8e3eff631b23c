"""The skewed join with a broadcast."""
from pyspark.sql import SparkSession
from pyspark.sql.functions import broadcast, sum as total

spark = SparkSession.builder.appName("okskew").getOrCreate()
orders = spark.read.parquet("/srv/lake/orders_skewed")
customers = spark.read.parquet("/srv/lake/customers")
(
    orders.join(broadcast(customers), "customer_id", "left")
    .groupBy("country").agg(total("amount").alias("amount"))
    .orderBy("country")
    .show(50)
)
