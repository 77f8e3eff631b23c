from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("clean_events").getOrCreate()

RAW = "s3://lake/events/"

events = spark.read.parquet(RAW)
clean = events.filter(F.col("user_id").isNotNull()).dropDuplicates(["event_id"])
clean.write.mode("overwrite").parquet(RAW)
