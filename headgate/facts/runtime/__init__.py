"""What a run of Spark left in its event log, read in one pass with bounded memory.

`read.read_log` takes a file or a folder as Spark, YARN, EMR or Databricks leave it and answers a `Run`: executors,
jobs, stages with sums and distributions of their tasks, SQL executions with their plans, streaming progress.
Tasks are folded into sketches as they pass, so that a log of any length needs the memory of its stages alone.
"""
