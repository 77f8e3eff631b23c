"""A cache that does not fit, so that what is dropped is made again."""
# submit: --driver-memory 600m --conf spark.memory.fraction=0.15

from pyspark import StorageLevel
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("evicted_cache").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders").repartition(8)
wide = orders.withColumn("seal", F.sha2(F.repeat("note", 30), 512)).persist(StorageLevel.MEMORY_ONLY)
print(wide.count())
print(wide.filter("amount > 500").count())
print(wide.agg(F.max("seal")).first())
