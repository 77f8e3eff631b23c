"""A join, a filter and a count of made-up rows."""
# master: local[4]
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_free").config("spark.sql.shuffle.partitions", "8").getOrCreate()
facts = spark.range(1_000_000).withColumn("key", F.col("id") % 5_000).withColumn("value", F.rand(1))
dims = spark.range(5_000).withColumnRenamed("id", "key").withColumn("label", F.concat(F.lit("l"), F.col("key") % 7))
out = facts.join(F.broadcast(dims), "key").groupBy("label").agg(F.sum("value").alias("total")).cache()
print(out.count())
out.show()
