"""What is remembered: patterns in Qdrant, recall, learning, the shipped library."""
