from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("labels").getOrCreate()


def labelled(frame):
    """Adds a note; the status of an order is not looked at."""
    return frame.withColumn("note", F.lit("amount")).withColumnRenamed("reason", "status")


refunds = labelled(spark.table("shop.refunds").drop("note").select("refund_id", "reason"))
refunds.write.mode("overwrite").saveAsTable("marts.labels")
