"""Three reports from one expensive frame, which is made anew for each."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("recomputed").config("spark.sql.shuffle.partitions", 4).getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
scored = orders.select("customer_id", "amount", F.sha2(F.repeat("note", 40), 512).alias("seal"))
ranked = scored.groupBy("customer_id").agg(F.max("seal").alias("seal"), F.sum("amount").alias("amount"))

print(ranked.count())
ranked.filter("amount > 1000").write.mode("overwrite").parquet("/srv/out/recomputed_big")
ranked.orderBy(F.desc("amount")).limit(100).write.mode("overwrite").parquet("/srv/out/recomputed_top")
