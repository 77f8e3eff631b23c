"""A stream that keeps up."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("healthy_stream").config("spark.sql.shuffle.partitions", 2).getOrCreate()

ticks = spark.readStream.format("rate").option("rowsPerSecond", 500).load()
counts = ticks.withWatermark("timestamp", "5 seconds").groupBy(F.window("timestamp", "5 seconds")).count()
query = (
    counts.writeStream.outputMode("update").format("console")
    .option("checkpointLocation", "/srv/out/healthy_stream_checkpoint")
    .trigger(processingTime="5 seconds")
    .start()
)
query.awaitTermination(26)
query.stop()
