"""The running total of each account, most of whose rows belong to one account."""

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("skewed_window").config("spark.sql.shuffle.partitions", 8).getOrCreate()
spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")


def with_running_total(frame):
    by_time = Window.partitionBy("customer_id").orderBy("placed_at", "order_id")
    return frame.withColumn("running", F.sum("amount").over(by_time)).withColumn(
        "previous", F.lag("amount").over(by_time)
    )


def main():
    orders = spark.table("parquet.`/srv/lake/orders_skewed`")
    totals = with_running_total(orders)
    totals.write.mode("overwrite").format("noop").save()


if __name__ == "__main__":
    main()
