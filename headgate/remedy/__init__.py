"""Fixes, applied to a copy and tried."""
