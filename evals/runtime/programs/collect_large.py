"""Every order on the driver, to be summed in a loop."""

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("collect_large").getOrCreate()

orders = spark.read.parquet("/srv/lake/orders")
rows = orders.select("order_id", "amount", "note").collect()

totals = {}
for row in rows:
    key = row["note"][:2]
    totals[key] = totals.get(key, 0.0) + row["amount"]
print(len(totals))
