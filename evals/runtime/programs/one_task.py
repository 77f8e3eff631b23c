"""Heavy work after coalesce(1), which one core does while the others wait."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("one_task").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
sealed = orders.withColumn("seal", F.sha2(F.repeat("note", 60), 512))
sealed.coalesce(1).write.mode("overwrite").parquet("/srv/out/one_task")
