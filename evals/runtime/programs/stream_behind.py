"""A stream whose batches take longer than its trigger."""

import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("stream_behind").config("spark.sql.shuffle.partitions", 2).getOrCreate()

ticks = spark.readStream.format("rate").option("rowsPerSecond", 2000).load()
sealed = ticks.withColumn("bucket", F.col("value") % 10)


def store(batch, batch_id):
    batch.groupBy("bucket").count().collect()
    time.sleep(2.5)


query = (
    sealed.writeStream.foreachBatch(store)
    .option("checkpointLocation", "/srv/out/stream_behind_checkpoint")
    .trigger(processingTime="1 second")
    .start()
)
query.awaitTermination(25)
query.stop()
