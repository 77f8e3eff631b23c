"""Work in plain Python between two jobs, while the executors wait."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("driver_gap").getOrCreate()

customers = spark.read.parquet("/srv/lake/customers")
names = [row["name"] for row in customers.select("name").limit(6000).collect()]


def closeness(left, right):
    return sum(a == b for a, b in zip(left, right))


best = {}
for name in names:
    best[name[:6]] = max(closeness(name, other) for other in names[:3500])

spark.createDataFrame(list(best.items())[:500], ["prefix", "best"]).groupBy("best").agg(F.count("*")).show()
