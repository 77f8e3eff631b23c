from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("active").getOrCreate()

events = spark.read.parquet("s3://lake/events/")
active = events.filter(F.col("kind") == "click")
active.write.mode("overwrite").parquet("s3://lake/active/")
