from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("slim").getOrCreate()

slim = spark.sql("""
    SELECT o.order_id, o.discount
    FROM shop.orders o
    WHERE o.status = 'paid'
""")
slim.write.mode("overwrite").saveAsTable("marts.slim")
