"""Pairs grouped by a key of which one value is nearly everywhere."""
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("rdd").getOrCreate()
sc = spark.sparkContext
pairs = sc.range(0, 900000, numSlices=4).map(lambda n: ("hot" if n % 10 else "k%d" % (n % 700), n))
grouped = pairs.groupByKey(6)
sizes = grouped.mapValues(lambda values: sum(v * v % 7 for v in values))
print(sizes.count())
