"""The schemas of a plan's steps, as files that are checked against each other."""
