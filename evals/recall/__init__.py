"""How often a search of the shipped patterns finds the right one for a problem in an engineer's words."""
