name := "shop"
scalaVersion := "2.13.14"
libraryDependencies += "org.apache.spark" %% "spark-sql" % "3.5.1" % "provided"
