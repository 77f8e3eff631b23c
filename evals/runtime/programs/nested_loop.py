"""A join by range that can only be answered by comparing all pairs."""

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("nested_loop").getOrCreate()

spark.read.parquet("/srv/lake/orders").createOrReplaceTempView("orders")
spark.read.parquet("/srv/lake/customers").limit(120).createOrReplaceTempView("bands")

priced = spark.sql("""
    SELECT o.order_id, b.customer_id AS band
    FROM orders o
    JOIN bands b
      ON o.amount >= b.low AND o.amount < b.high
""")
priced.write.mode("overwrite").format("noop").save()
