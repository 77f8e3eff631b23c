"""In what order: the LangGraph state machine of a review, its nodes and checkpoints."""
