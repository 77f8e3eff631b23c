"""Runs of Spark with planted faults, and healthy ones: programs, their event logs, and what is true of each."""
