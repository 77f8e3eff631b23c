"""How good it is: cases, suites, scorers, comparison."""
