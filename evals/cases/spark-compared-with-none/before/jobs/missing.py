from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("missing").getOrCreate()

users = spark.table("crm.users")
users.write.mode("overwrite").saveAsTable("crm.users_to_ask")
