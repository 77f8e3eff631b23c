"""A score that Python computes for each row."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType

spark = SparkSession.builder.appName("python_udf").getOrCreate()


@F.udf(returnType=DoubleType())
def score(amount, note):
    total = 0.0
    for letter in note * 6:
        total += ord(letter) * (amount or 0.0)
    return total % 97


orders = spark.read.parquet("/srv/lake/orders").limit(400000).repartition(4)
scored = orders.withColumn("score", score("amount", "note"))
scored.groupBy("customer_id").agg(F.avg("score")).write.mode("overwrite").format("noop").save()
