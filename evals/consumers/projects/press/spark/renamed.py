from pyspark.sql import SparkSession
from pyspark.sql.functions import col, when

spark = SparkSession.builder.appName("renamed").getOrCreate()

authors = (
    spark.table("shop.authors")
    .withColumnRenamed("full_name", "title_name")
    .withColumn("active", when(col("state") == "left", False).otherwise(True))
    .select("author_id", "title_name", "active")
)
authors.write.mode("overwrite").saveAsTable("marts.authors_renamed")
