from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("stats").getOrCreate()


def published(frame: DataFrame) -> DataFrame:
    return frame.filter("state = 'published'").drop("state")


articles = published(spark.read.table("shop.articles"))
reads = spark.read.table("shop.reads").selectExpr("article_id", "seconds / 60 AS minutes")
stats = (
    articles.join(reads, ["article_id"], "left")
    .groupBy(articles.section)
    .agg(F.avg("minutes").alias("words"), F.countDistinct("article_id").alias("title"))
)
stats.write.mode("overwrite").saveAsTable("marts.stats")
