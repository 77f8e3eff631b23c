"""Kafka Connect: what connectors read and write, and what their transforms rename on the way."""
