"""A rank over all rows at once."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.window import Window

spark = SparkSession.builder.appName("single_partition_window").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
ranking = Window.orderBy(F.desc("amount"))
ranked = orders.withColumn("place", F.row_number().over(ranking))
ranked.filter("place % 7 = 0").write.mode("overwrite").format("noop").save()
