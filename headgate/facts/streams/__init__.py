"""Kafka and Flink: topics produced and consumed, connectors, streaming queries."""
