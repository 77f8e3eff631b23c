"""Three reports from one frame that is kept."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("healthy_cached").config("spark.sql.shuffle.partitions", 4).getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
scored = orders.select("customer_id", "amount", F.sha2(F.repeat("note", 40), 512).alias("seal"))
ranked = scored.groupBy("customer_id").agg(F.max("seal").alias("seal"), F.sum("amount").alias("amount")).cache()

print(ranked.count())
ranked.filter("amount > 1000").write.mode("overwrite").parquet("/srv/out/cached_big")
ranked.orderBy(F.desc("amount")).limit(100).write.mode("overwrite").parquet("/srv/out/cached_top")
ranked.unpersist()
