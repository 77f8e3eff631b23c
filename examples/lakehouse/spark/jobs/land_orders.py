"""Lands the topic shop.orders as lake.orders and lake.order_items, one run a day."""

from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.avro.functions import from_avro

SCHEMA = Path(__file__).parents[2] / "schemas" / "avro" / "order.avsc"


def read_orders(spark: SparkSession) -> DataFrame:
    raw = (
        spark.read.format("kafka")
        .option("kafka.bootstrap.servers", "kafka:9092")
        .option("subscribe", "shop.orders")
        .option("startingOffsets", "earliest")
        .load()
    )
    decoded = raw.select(from_avro(F.col("value"), SCHEMA.read_text()).alias("o"))
    return decoded.select(
        F.col("o.order_id").alias("order_id"),
        F.col("o.customer_id").alias("customer_id"),
        F.col("o.ordered_at").alias("ordered_at"),
        F.col("o.status").alias("status"),
        F.col("o.total").alias("total"),
        F.col("o.currency").alias("currency"),
        F.col("o.items").alias("items"),
    )


def main() -> None:
    spark = SparkSession.builder.appName("land_orders").getOrCreate()
    orders = read_orders(spark).dropDuplicates(["order_id"])

    orders.drop("items").withColumn("ordered_on", F.to_date("ordered_at")).write.mode("overwrite").partitionBy(
        "ordered_on"
    ).saveAsTable("lake.orders")

    items = orders.select("order_id", F.explode("items").alias("item")).select(
        "order_id",
        F.col("item.sku").alias("sku"),
        F.col("item.quantity").alias("quantity"),
        F.col("item.unit_price").alias("unit_price"),
    )
    items.write.mode("overwrite").saveAsTable("lake.order_items")


if __name__ == "__main__":
    main()
