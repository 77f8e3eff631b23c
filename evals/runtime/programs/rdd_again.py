"""An RDD of slow steps, used twice."""
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("rdd").getOrCreate()


def slow(n):
    for _ in range(150):
        n = (n * 1103515245 + 12345) % 2147483648
    return n % 100


numbers = spark.sparkContext.parallelize(range(250_000), 4).map(slow)
print(numbers.count())
print(numbers.filter(lambda n: n > 50).count())
print(numbers.max())
