from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("export").getOrCreate()

spark.table("shop.refunds").write.mode("overwrite").saveAsTable("marts.refund_export")
