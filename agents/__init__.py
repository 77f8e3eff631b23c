"""Who judges: specialists, jurors, their charters, and the one door to LiteLLM."""
