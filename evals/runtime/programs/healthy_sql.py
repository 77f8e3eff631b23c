"""A report in SQL over two views."""

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("healthy_sql").getOrCreate()

spark.read.parquet("/srv/lake/orders").createOrReplaceTempView("orders")
spark.read.parquet("/srv/lake/customers").createOrReplaceTempView("customers")
report = spark.sql("""
    SELECT c.country, count(*) AS orders, sum(o.amount) AS amount
    FROM orders o JOIN customers c ON o.customer_id = c.customer_id
    WHERE o.amount > 10
    GROUP BY c.country
    ORDER BY amount DESC
""")
report.show(30)
