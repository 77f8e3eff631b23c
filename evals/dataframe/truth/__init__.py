"""Asking Spark itself: run by hand, where PySpark 3.5 and a Java are installed; no part of Headgate runs this."""
