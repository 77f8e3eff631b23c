"""All orders on the driver, through a helper, and a report of them."""
from pyspark.sql import SparkSession


def fetch(frame):
    return frame.select("customer_id", "amount", "note").collect()


spark = SparkSession.builder.appName("report").getOrCreate()
orders = spark.read.parquet("/srv/lake/orders").where("amount > 100")
local = fetch(orders)
print(max(local, key=lambda row: row["amount"]))
