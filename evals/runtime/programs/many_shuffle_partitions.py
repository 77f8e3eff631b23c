"""A small group by, with the number of shuffle partitions of a large cluster."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = (
    SparkSession.builder.appName("many_shuffle_partitions")
    .config("spark.sql.shuffle.partitions", "1000")
    .config("spark.sql.adaptive.enabled", "false")
    .getOrCreate()
)

customers = spark.read.parquet("/srv/lake/customers")
by_country = customers.groupBy("country").agg(F.count("*").alias("n"))
by_country.orderBy("n").show()
