from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("copy").getOrCreate()

reads = spark.table("shop.reads")
reads.where("words > 10").write.mode("overwrite").saveAsTable("marts.reads_copy")
