"""Counts along the way, each of which does all of the work before it again."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_recount").config("spark.sql.shuffle.partitions", "4").getOrCreate()


def load():
    return spark.range(1_200_000).select("id", F.sha2(F.col("id").cast("string"), 512).alias("seal"))


def prepare(frame):
    return frame.withColumn("prefix", F.substring("seal", 1, 3)).groupBy("prefix").agg(F.count("*").alias("n"), F.max("seal").alias("top"))


prepared = prepare(load())
print("rows", prepared.count())
print("large", prepared.filter(F.col("n") > 250).count())
prepared.filter(F.col("top") > "f").show(5)
prepared.write.mode("overwrite").parquet("/srv/out/mini_recount")
