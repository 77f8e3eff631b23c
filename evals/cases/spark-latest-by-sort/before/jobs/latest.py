from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("latest").getOrCreate()

orders = spark.table("raw.orders")
orders.write.mode("overwrite").saveAsTable("stage.orders_latest")
