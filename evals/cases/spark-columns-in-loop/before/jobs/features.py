from pyspark.sql import DataFrame, SparkSession, functions as F

spark = SparkSession.builder.appName("features").getOrCreate()

FEATURES = [f"f{n}" for n in range(300)]


def fill(frame: DataFrame) -> DataFrame:
    return frame.fillna(0.0, subset=FEATURES)


fill(spark.table("ml.features")).write.mode("overwrite").saveAsTable("ml.features_filled")
