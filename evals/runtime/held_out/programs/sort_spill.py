"""A window over wide rows with little memory."""
# submit: --driver-memory 700m --conf spark.memory.fraction=0.12
from pyspark.sql import SparkSession, Window, functions as F

spark = SparkSession.builder.appName("wide").config("spark.sql.shuffle.partitions", 3).getOrCreate()
events = spark.read.parquet("/srv/lake/events")
wide = events.withColumn("body", F.repeat("session", 6))
latest = Window.partitionBy("page").orderBy(F.col("seen_at").desc())
newest = wide.withColumn("n", F.row_number().over(latest)).where("n <= 100")
newest.write.format("noop").mode("overwrite").save()
