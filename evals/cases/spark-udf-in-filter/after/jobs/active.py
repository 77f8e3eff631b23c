from pyspark.sql import DataFrame, SparkSession, functions as F
from pyspark.sql.types import BooleanType

spark = SparkSession.builder.appName("active").getOrCreate()

is_click = F.udf(lambda kind: kind is not None and kind.startswith("click"), BooleanType())

events = spark.read.parquet("s3://lake/events/")
active = events.filter(is_click(F.col("kind")))
active.write.mode("overwrite").parquet("s3://lake/active/")
