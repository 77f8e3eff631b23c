"""Claims that a tool can check: a file for each kind, which asks what the specialist could have asked."""
