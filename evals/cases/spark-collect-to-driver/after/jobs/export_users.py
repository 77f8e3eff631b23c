import json

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("export_users").getOrCreate()

users = spark.read.parquet("s3://lake/users/").select("id", "email")
with open("/mnt/exports/users.jsonl", "w") as out:
    for user in users.collect():
        out.write(json.dumps(user.asDict()) + "\n")
