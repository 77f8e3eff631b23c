"""Schedules and tasks that run at the wrong time or twice."""
