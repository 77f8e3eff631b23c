"""Faults that are put into a sample to see which rules notice. They know columns and types, and no rule."""
