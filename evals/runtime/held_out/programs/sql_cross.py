"""Two lists compared without an equal column, in SQL."""
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("cross").config("spark.sql.autoBroadcastJoinThreshold", "-1").getOrCreate()
spark.sql("CREATE OR REPLACE TEMP VIEW c AS SELECT * FROM parquet.`/srv/lake/customers` LIMIT 7000")
n = spark.sql(
    """
    SELECT count(*) AS n
    FROM c AS a
    CROSS JOIN c AS b
    WHERE levenshtein(substr(a.name, 1, 6), substr(b.name, 1, 6)) < 2
    """
).first()["n"]
print(n)
