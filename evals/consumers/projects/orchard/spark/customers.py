from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("customers").getOrCreate()

customers = spark.table("shop.customers").filter(F.col("status") == "active")
orders = spark.table("shop.orders").select("order_id", "customer_id", F.col("amount").alias("note"))
joined = customers.join(orders, on="customer_id").select("name", "country", orders["note"])
joined.write.mode("overwrite").saveAsTable("marts.customer_orders")
