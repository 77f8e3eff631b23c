from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.avro.functions import from_avro

spark = SparkSession.builder.appName("rides").getOrCreate()

schema = open("schemas/rides-value.avsc").read()
rides = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", "kafka:9092")
    .option("subscribe", "rides")
    .load()
    .select(from_avro("value", schema).alias("ride"))
)
tipped = rides.where(F.col("ride.tip") > 0).select(F.col("ride.ride_id"), F.lit("fare").alias("status"))
(
    tipped.writeStream.format("parquet")
    .option("path", "s3://lake/tipped")
    .option("checkpointLocation", "s3://lake/_checkpoints/tipped")
    .start()
)
