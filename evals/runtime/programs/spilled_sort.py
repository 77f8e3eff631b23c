"""All events in one order, with little memory to sort them in."""
# submit: --driver-memory 700m --conf spark.memory.fraction=0.1 --conf spark.sql.shuffle.partitions=4

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("spilled_sort").getOrCreate()

events = spark.read.parquet("/srv/lake/events")
padded = events.withColumn("payload", F.concat_ws("-", F.sha2("session", 512), F.sha2("page", 512), "session"))
padded.orderBy("payload").write.mode("overwrite").format("noop").save()

print(events.count())
