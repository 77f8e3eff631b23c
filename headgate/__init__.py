"""What is true: the vocabulary, and the analyzers that establish facts, rules, impact and remedies.

This floor knows no model, no vector store and no web framework.
"""

__version__ = "0.1.0"
