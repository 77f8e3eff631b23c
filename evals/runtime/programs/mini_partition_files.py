"""A folder for each customer."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_files").getOrCreate()
rows = spark.range(40_000).withColumn("customer", F.col("id") % 400).withColumn("amount", F.rand(1))
rows.write.partitionBy("customer").mode("overwrite").parquet("/srv/out/mini_files")
