from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("latest").getOrCreate()

orders = spark.table("raw.orders")
latest = orders.orderBy(F.col("updated_at").desc()).dropDuplicates(["order_id"])
latest.write.mode("overwrite").saveAsTable("stage.orders_latest")
