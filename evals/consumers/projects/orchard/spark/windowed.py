from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("windowed").getOrCreate()
STATUSES = ["open", "paid"]


def main():
    orders = spark.table("shop.orders")
    latest = Window.partitionBy("customer_id").orderBy(F.desc("placed_at"))
    ranked = orders.withColumn("place", F.row_number().over(latest))
    chosen = ranked.where("place = 1 AND discount > 0")
    chosen = chosen.where(F.col("status").isin(STATUSES))
    chosen.select("order_id", "customer_id").write.mode("overwrite").saveAsTable("marts.windowed")


main()
