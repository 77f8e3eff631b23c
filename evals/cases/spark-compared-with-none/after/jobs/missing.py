from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("missing").getOrCreate()

users = spark.table("crm.users")
without_mail = users.filter(F.col("email") == None)  # noqa: E711
without_mail.write.mode("overwrite").saveAsTable("crm.users_to_ask")
