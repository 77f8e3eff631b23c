from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("accounts").getOrCreate()

accounts = spark.table("crm.accounts")
real = accounts.filter(~F.col("is_test"))
real.write.mode("overwrite").saveAsTable("crm.real_accounts")
