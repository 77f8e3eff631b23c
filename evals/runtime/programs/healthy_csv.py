"""Text into columns, cleaned and stored in few files."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

spark = SparkSession.builder.appName("healthy_csv").getOrCreate()

schema = StructType([
    StructField("order_id", LongType()),
    StructField("customer_id", LongType()),
    StructField("amount", DoubleType()),
    StructField("note", StringType()),
])
raw = spark.read.schema(schema).option("header", True).csv("/srv/lake/orders_csv")
clean = raw.dropna(subset=["order_id"]).withColumn("note", F.trim(F.lower("note")))
clean.dropDuplicates(["order_id"]).write.mode("overwrite").parquet("/srv/out/healthy_csv")
