"""Names normalised by a function in Python before a group."""
import re

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, count, udf
from pyspark.sql.types import StringType

spark = SparkSession.builder.appName("udf").getOrCreate()


def normalise(text):
    text = re.sub(r"[0-9]", "", text)
    for _ in range(30):
        text = "".join(sorted(text, reverse=True))
    return text[:3]


normalised = udf(normalise, StringType())
orders = spark.read.parquet("/srv/lake/orders").sample(0.3, seed=1)
keyed = orders.select(normalised(col("note")).alias("key"), col("amount"))
keyed.groupBy("key").agg(count("*").alias("n")).write.mode("overwrite").parquet("/srv/out/udf")
