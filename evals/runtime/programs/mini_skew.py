"""A join of made-up rows, nine tenths of which have one key."""
# master: local[4]
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = (
    SparkSession.builder.appName("mini_skew")
    .config("spark.sql.adaptive.enabled", "false")
    .config("spark.sql.shuffle.partitions", "8")
    .config("spark.sql.autoBroadcastJoinThreshold", "-1")
    .getOrCreate()
)
facts = spark.range(1_500_000).select(
    F.when(F.col("id") % 10 < 9, F.lit(0)).otherwise(F.col("id") % 1000).alias("key"),
    F.rand(5).alias("value"),
)
dims = spark.range(1000).select(F.col("id").alias("key"), F.concat(F.lit("name"), "id").alias("name"))
joined = facts.join(dims, on="key", how="inner")
result = joined.groupBy("name").agg(F.sum("value").alias("total"), F.max(F.sha2(F.col("value").cast("string"), 256)))
result.write.format("noop").mode("overwrite").save()
