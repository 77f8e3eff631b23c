"""Steps with a check between them, on little data."""
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("mini_pieces").config("spark.sql.shuffle.partitions", "2").getOrCreate()
people = spark.createDataFrame([(n, f"p{n}", n % 5) for n in range(2_000)], ["id", "name", "team"])
teams = people.groupBy("team").agg(F.count("*").alias("size"))
if teams.filter("size < 10").count():
    raise SystemExit("a team is too small")
people.join(teams, "team").write.mode("overwrite").parquet("/srv/out/mini_pieces")
print(spark.read.parquet("/srv/out/mini_pieces").count())
