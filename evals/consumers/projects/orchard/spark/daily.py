from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("daily").getOrCreate()

orders = spark.table("shop.orders")
daily = orders.withColumn("day", F.to_date("placed_at")).groupBy("day").agg(F.sum("amount").alias("revenue"))
daily.write.mode("overwrite").saveAsTable("marts.daily")
