"""Made-up rows, stored, read back and summed."""
# master: local[4]
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_made").config("spark.sql.shuffle.partitions", "4").getOrCreate()
made = spark.range(800_000).select("id", (F.col("id") % 1000).alias("key"), F.rand(3).alias("value"))
made.write.mode("overwrite").parquet("/srv/out/mini_made")
stored = spark.read.parquet("/srv/out/mini_made")
sums = stored.groupBy("key").agg(F.avg("value").alias("mean"))
for row in sums.orderBy("key").limit(5).collect():
    print(row)
