"""A table written after a repartition by far too many."""
from pyspark.sql import SparkSession, functions as F


def load(spark):
    return spark.read.parquet("/srv/lake/customers")


def enrich(df):
    return df.withColumn("first", F.substring("name", 1, 1)).withColumn("range", F.col("high") - F.col("low"))


def store(df, path):
    df.repartition(300).write.mode("overwrite").parquet(path)


def main():
    spark = SparkSession.builder.appName("many").getOrCreate()
    store(enrich(load(spark)), "/srv/out/many")


main()
