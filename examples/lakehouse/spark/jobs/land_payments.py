"""Streams the topic shop.payments into lake.payments."""

from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.avro.functions import from_avro

SCHEMA = Path(__file__).parents[2] / "schemas" / "avro" / "payment.avsc"


def main() -> None:
    spark = SparkSession.builder.appName("land_payments").getOrCreate()
    payments = (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", "kafka:9092")
        .option("subscribe", "shop.payments")
        .load()
        .select(from_avro(F.col("value"), SCHEMA.read_text()).alias("p"))
        .select("p.payment_id", "p.order_id", "p.paid_at", "p.amount", "p.method")
        .withWatermark("paid_at", "2 hours")
        .dropDuplicates(["payment_id", "paid_at"])
    )
    query = (
        payments.writeStream.option("checkpointLocation", "s3://lake/_checkpoints/payments")
        .trigger(availableNow=True)
        .toTable("lake.payments")
    )
    query.awaitTermination()


if __name__ == "__main__":
    main()
