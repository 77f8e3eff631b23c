"""Four lookups, each small, and a join of them."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("small").config("spark.sql.shuffle.partitions", "4").getOrCreate()
frames = []
for name, size in (("a", 500), ("b", 700), ("c", 900), ("d", 1100)):
    frames.append(spark.range(size).withColumn(name, F.rand(7)))
whole = frames[0]
for frame in frames[1:]:
    whole = whole.join(frame, "id")
print(whole.select(F.sum("a"), F.sum("d")).first())
whole.coalesce(1).write.mode("overwrite").parquet("/srv/out/small")
