from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("features").getOrCreate()

FEATURES = [f"f{n}" for n in range(300)]


def fill(frame: DataFrame) -> DataFrame:
    for name in FEATURES:
        frame = frame.withColumn(name, F.coalesce(F.col(name), F.lit(0.0)))
    return frame


fill(spark.table("ml.features")).write.mode("overwrite").saveAsTable("ml.features_filled")
