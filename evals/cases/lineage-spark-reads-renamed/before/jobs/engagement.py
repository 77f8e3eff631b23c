from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("engagement").getOrCreate()

sessions = spark.table("web.sessions")
engaged = sessions.filter(F.col("pages") > 3).select("visitor", "started_at")
engaged.write.mode("overwrite").saveAsTable("web.engaged_visitors")
