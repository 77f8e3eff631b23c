from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("export_users").getOrCreate()

users = spark.read.parquet("s3://lake/users/").select("id", "email")
users.write.mode("overwrite").json("s3://exports/users/")
