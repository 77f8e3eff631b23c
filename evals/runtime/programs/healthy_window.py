"""The latest order of each customer."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.window import Window

spark = SparkSession.builder.appName("healthy_window").config("spark.sql.shuffle.partitions", 8).getOrCreate()

latest = Window.partitionBy("customer_id").orderBy(F.desc("placed_at"))
orders = spark.read.parquet("/srv/lake/orders")
newest = orders.withColumn("n", F.row_number().over(latest)).filter("n = 1").drop("n")
newest.write.mode("overwrite").parquet("/srv/out/healthy_window")
print(spark.read.parquet("/srv/out/healthy_window").limit(5).collect())
