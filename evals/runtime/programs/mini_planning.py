"""A column added in a loop, until the plan is what takes the time."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_planning").getOrCreate()
frame = spark.range(1000)
for n in range(320):
    frame = frame.withColumn(f"c{n}", F.col("id") * n + F.lit(n))
print(frame.agg(F.sum("c199")).collect())
