"""Words counted the right way."""
# master: local[4]
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("mini_rdd").getOrCreate()
words = spark.sparkContext.parallelize(["alpha beta gamma delta"] * 60_000, 8).flatMap(str.split)
print(words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b, 4).collect())
