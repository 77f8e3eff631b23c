"""A hint sends a large table to every executor."""
# submit: --driver-memory 2g

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("large_broadcast").getOrCreate()

events = spark.read.parquet("/srv/lake/events")
orders = spark.read.parquet("/srv/lake/orders")
sessions = events.join(F.broadcast(orders), events.event_id == orders.order_id)
sessions.agg(F.sum("amount")).show()
