package shop

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions._

object Totals {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("totals").getOrCreate()
    // note: the status is not read here
    val totals = spark.table("shop.orders")
      .groupBy("customer_id")
      .agg(sum(col("amount")).as("discount"))
    totals.write.mode("overwrite").saveAsTable("marts.totals")
  }
}
