"""One part of the work waits for a slow service."""
# master: local[4]
import time

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("mini_straggler").getOrCreate()


def call(index, rows):
    if index == 9:
        time.sleep(9)
    yield sum(rows)


numbers = spark.sparkContext.parallelize(range(400_000), 16)
print(numbers.mapPartitionsWithIndex(call).sum())
