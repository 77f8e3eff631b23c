from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("clean_events").getOrCreate()

events = spark.read.parquet("s3://lake/events/")
clean = events.filter(F.col("user_id").isNotNull()).dropDuplicates(["event_id"])
clean.write.mode("overwrite").parquet("s3://lake/events_clean/")
