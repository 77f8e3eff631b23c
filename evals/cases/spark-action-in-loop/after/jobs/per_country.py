from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("per_country").getOrCreate()

COUNTRIES = ["de", "fr", "it", "es", "pl"]

orders = spark.table("sales.orders")
for country in COUNTRIES:
    number = orders.filter(F.col("country") == country).count()
    print(country, number)
