package shop

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions._

object Reasons {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().appName("reasons").getOrCreate()
    import spark.implicits._
    val refunds = spark.table("shop.refunds")
    val late = refunds
      .filter($"reason" === "late")
      .select($"order_id", lit("none").as("note"))
    late.write.mode("overwrite").saveAsTable("marts.late")
  }
}
