"""Each customer's largest orders, in SQL."""
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("okwin").config("spark.sql.shuffle.partitions", "8").getOrCreate()
spark.read.parquet("/srv/lake/orders").createOrReplaceTempView("orders")
spark.sql("""
    CREATE OR REPLACE TEMP VIEW ranked AS
    SELECT *, rank() OVER (PARTITION BY customer_id ORDER BY amount DESC) AS place FROM orders
""")
spark.table("ranked").where("place <= 3").write.mode("overwrite").parquet("/srv/out/okwin")
