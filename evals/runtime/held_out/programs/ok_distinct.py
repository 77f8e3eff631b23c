"""How many notes there are in each country, about."""
from pyspark.sql import SparkSession
from pyspark.sql.functions import approx_count_distinct, broadcast

spark = SparkSession.builder.appName("okdistinct").getOrCreate()
orders = spark.read.parquet("/srv/lake/orders")
customers = spark.read.parquet("/srv/lake/customers").select("customer_id", "country")
joined = orders.join(broadcast(customers), ["customer_id"])
counted = joined.groupBy("country").agg(approx_count_distinct("note").alias("notes"))
counted.write.mode("overwrite").parquet("/srv/out/okdistinct")
