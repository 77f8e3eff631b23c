"""Orders per customer, joined to customers; one customer placed nearly all orders."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = (
    SparkSession.builder.appName("skewed_join")
    .config("spark.sql.autoBroadcastJoinThreshold", -1)
    .config("spark.sql.adaptive.skewJoin.enabled", "false")
    .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
    .config("spark.sql.shuffle.partitions", 12)
    .getOrCreate()
)

orders = spark.read.parquet("/srv/lake/orders_skewed")
customers = spark.read.parquet("/srv/lake/customers")

enriched = (
    orders.join(customers, "customer_id")
    .withColumn("digest", F.sha2(F.concat_ws("|", "note", "name"), 256))
)
(
    enriched.groupBy("country")
    .agg(F.countDistinct("digest").alias("digests"), F.sum("amount").alias("amount"))
    .write.mode("overwrite").parquet("/srv/out/skewed_join")
)
