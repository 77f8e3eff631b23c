"""One folder a day and country, each written by every task."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("small_files").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders").limit(200000).repartition(16)
dated = orders.withColumn("day", F.to_date("placed_at"))
dated.write.mode("overwrite").partitionBy("day").parquet("/srv/out/small_files")
