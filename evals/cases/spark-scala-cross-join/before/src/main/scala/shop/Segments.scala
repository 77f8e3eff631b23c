package shop

import org.apache.spark.sql.SparkSession

object Segments {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("segments").getOrCreate()
    val customers = spark.table("crm.customers")
    val bounds = spark.table("crm.segment_bounds")
    val segments = customers.join(bounds, Seq("country"))
    segments.write.mode("overwrite").saveAsTable("crm.customer_segments")
  }
}
