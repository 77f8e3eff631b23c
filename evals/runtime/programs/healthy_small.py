"""A small job of many steps, each of which takes a moment."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("healthy_small").getOrCreate()

customers = spark.read.parquet("/srv/lake/customers")
print(customers.count())
customers.groupBy("country").count().show()
top = customers.orderBy(F.desc("score")).limit(10).toPandas() if False else customers.orderBy(F.desc("score")).take(10)
print(len(top))
customers.filter("score > 0.5").select("customer_id", "name").write.mode("overwrite").parquet("/srv/out/healthy_small")
