from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("all_sales").getOrCreate()

web = spark.table("sales.web").select("id", "amount", "shipping")
store = spark.table("sales.store").select("id", "shipping", "amount")
web.union(store).write.mode("overwrite").saveAsTable("sales.all")
