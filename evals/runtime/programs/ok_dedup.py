"""Duplicates out, in SQL, into a table."""
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("dedup").getOrCreate()
spark.sql("DROP TABLE IF EXISTS latest_orders")
spark.sql("""
    CREATE TABLE latest_orders USING parquet AS
    SELECT order_id, customer_id, amount FROM (
        SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY placed_at DESC) AS n
        FROM parquet.`/srv/lake/orders`
    ) WHERE n = 1
""")
print(spark.table("latest_orders").count())
