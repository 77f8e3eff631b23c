"""Where in the code a run's stages come from.

Spark tells the line for RDDs, for Scala and for the few calls of PySpark that set it; all others say only
`count at NativeMethodAccessorImpl.java:0`. There the plan is compared with what following the program tells: which
actions it calls in which order, and the columns, literals, paths and operators of each. Nothing of the program is run.
"""
