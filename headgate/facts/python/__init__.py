"""What any Python file says to a reader: names behind imports, literal values."""
