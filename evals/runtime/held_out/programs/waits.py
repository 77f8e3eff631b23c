"""A job that polls a service between its two halves."""
import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("waits").getOrCreate()
total = spark.read.parquet("/srv/lake/orders").count()


def wait_for_approval(rounds):
    for attempt in range(rounds):
        time.sleep(4)


wait_for_approval(7)
spark.read.parquet("/srv/lake/customers").groupBy("country").count().show()
print(total)
