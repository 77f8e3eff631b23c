"""A grouped list of a hot key, with Spark's own settings."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("aqe").getOrCreate()
visits = spark.range(2_000_000).select(
    F.when(F.rand(1) < 0.85, F.lit("bot")).otherwise(F.concat(F.lit("u"), (F.rand(2) * 50_000).cast("int"))).alias("user"),
    F.sha1(F.col("id").cast("string")).alias("url"),
)
per_user = visits.groupBy("user").agg(F.sort_array(F.collect_list("url")).alias("urls"))
per_user.select("user", F.size("urls").alias("n"), F.element_at("urls", 1).alias("first")).write.mode("overwrite").parquet("/srv/out/aqe")
