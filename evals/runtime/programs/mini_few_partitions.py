"""A heavy aggregation with one shuffle partition."""
# master: local[4]
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_few").config("spark.sql.shuffle.partitions", "1").getOrCreate()
rows = spark.range(0, 3_000_000, 1, 8).withColumn("key", F.col("id") % 500_000)
grouped = rows.groupBy("key").agg(F.collect_list("id").alias("ids"))
grouped.select(F.sum(F.size("ids")), F.max(F.sha2(F.col("ids").cast("string"), 512))).show()
