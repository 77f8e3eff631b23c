from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("accounts").getOrCreate()

accounts = spark.table("crm.accounts")
accounts.filter(~F.col("is_test"))
accounts.write.mode("overwrite").saveAsTable("crm.real_accounts")
