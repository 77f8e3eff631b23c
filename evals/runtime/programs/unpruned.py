"""One day of a table that has a folder a day, by a filter that no folder can be told from."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("unpruned").getOrCreate()

visits = spark.read.parquet("/srv/lake/visits")
one_day = visits.filter(F.date_format("seen_at", "yyyy-MM-dd") == "2024-01-07")
print(one_day.agg(F.countDistinct("session")).collect())
