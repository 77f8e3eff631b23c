"""One job for each country, each of which reads the whole table."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("action_in_loop").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
sealed = orders.withColumn("seal", F.sha2(F.repeat("note", 8), 256))

for digit in "0123456789abcdef":
    matching = sealed.filter(F.col("seal").startswith(digit))
    print(digit, matching.count())
