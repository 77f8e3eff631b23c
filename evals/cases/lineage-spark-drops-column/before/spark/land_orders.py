from pyspark.sql import SparkSession, functions as F


def main() -> None:
    spark = SparkSession.builder.appName("land_orders").getOrCreate()
    orders = spark.read.schema(
        "id BIGINT, customer_id BIGINT, status STRING, amount DECIMAL(12, 2), discount DECIMAL(12, 2), ordered_at TIMESTAMP"
    ).json("s3://shop-landing/orders/")
    landed = orders.select(
        "id",
        "customer_id",
        F.lower("status").alias("status"),
        "amount",
        "discount",
        "ordered_at",
    )
    landed.write.mode("overwrite").saveAsTable("raw.orders")


if __name__ == "__main__":
    main()
