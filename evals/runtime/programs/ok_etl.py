"""Orders joined, checked once and stored by day."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def read(spark):
    return spark.read.parquet("/srv/lake/orders"), spark.read.parquet("/srv/lake/customers")


def build(orders, customers):
    return (
        orders.filter(F.col("amount") > 0)
        .join(customers.select("customer_id", "country"), "customer_id", "left")
        .withColumn("day", F.to_date("placed_at"))
    )


if __name__ == "__main__":
    spark = SparkSession.builder.appName("etl").getOrCreate()
    orders, customers = read(spark)
    facts = build(orders, customers)
    facts.repartition("day").write.mode("overwrite").partitionBy("day").parquet("/srv/out/etl")
    assert spark.read.parquet("/srv/out/etl").limit(1).count() == 1
