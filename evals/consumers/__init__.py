"""Consumers of a changed field, measured against what running them without the field gives."""
