"""Tasks that fail at first and are tried again."""
# master: local[2,4]

import time

from pyspark import TaskContext
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("failed_tasks").getOrCreate()


def fetch(rows):
    rows = list(rows)
    time.sleep(0.6)
    context = TaskContext.get()
    if context.partitionId() % 2 == 0 and context.attemptNumber() < 2:
        raise TimeoutError("the service did not answer")
    return iter([len(rows)])


numbers = spark.sparkContext.parallelize(range(100000), 12)
counts = numbers.mapPartitions(fetch).collect()
print(sum(counts))
