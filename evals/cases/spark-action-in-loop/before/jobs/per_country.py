from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("per_country").getOrCreate()

COUNTRIES = ["de", "fr", "it", "es", "pl"]

orders = spark.table("sales.orders")
orders.groupBy("country").count().write.mode("overwrite").saveAsTable("sales.per_country")
