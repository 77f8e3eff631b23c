"""All orders as one pandas DataFrame, and a report of it."""
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("report").getOrCreate()
orders = spark.read.parquet("/srv/lake/orders").where("amount > 100")
local = orders.select("customer_id", "amount", "note").toPandas()
print(local.groupby("customer_id")["amount"].sum().describe())
