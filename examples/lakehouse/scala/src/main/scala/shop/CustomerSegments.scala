package shop

import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions._

/** Puts each customer of the CRM into a segment by what they spent. */
object CustomerSegments {

  def segments(customers: DataFrame, orders: DataFrame): DataFrame = {
    val spent = orders
      .where(col("status") =!= "CANCELLED")
      .groupBy("customer_id")
      .agg(sum("total").alias("spent"), count(lit(1)).alias("orders"))

    customers
      .join(spent, Seq("customer_id"), "left")
      .select(
        col("customer_id"),
        coalesce(col("spent"), lit(0)).alias("spent"),
        when(col("spent") > 1000, "gold").when(col("spent") > 100, "silver").otherwise("new").alias("segment")
      )
  }

  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("customer_segments").getOrCreate()
    val customers = spark.read
      .format("jdbc")
      .option("url", "jdbc:postgresql://crm-db/crm")
      .option("dbtable", "crm.customers")
      .load()
    val orders = spark.table("lake.orders")
    segments(customers, orders).write.mode("overwrite").saveAsTable("lake.customer_segments")
  }
}
