"""One text file, parsed for each question."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("csv").getOrCreate()
orders = spark.read.csv("/srv/lake/orders_csv", header=True, inferSchema=True)
print(orders.count())
orders.groupBy("customer_id").agg(F.sum("amount")).orderBy("customer_id").show(3)
print(orders.agg(F.max("amount")).collect())
orders.filter("amount > 1990").write.mode("overwrite").parquet("/srv/out/csv")
