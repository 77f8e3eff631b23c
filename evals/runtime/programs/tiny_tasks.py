"""A small table cut into far too many pieces."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("tiny_tasks").getOrCreate()

customers = spark.read.parquet("/srv/lake/customers")
spread = customers.repartition(1200)
marked = spread.withColumn("initial", F.substring("name", 1, 1))
marked.write.mode("overwrite").format("noop").save()
