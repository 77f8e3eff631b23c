from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("views").getOrCreate()

spark.table("shop.authors").createOrReplaceTempView("w")
spark.sql("SELECT * FROM shop.articles WHERE words > 100").createOrReplaceTempView("a")
answer = spark.sql(
    """
    SELECT w.full_name, a.title AS headline
    FROM a JOIN w ON a.author_id = w.author_id
    WHERE w.desk = 'culture'
    """
)
answer.write.mode("overwrite").saveAsTable("marts.culture")
