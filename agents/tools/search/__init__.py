"""Tool: search the code by an expression in the form of Sourcegraph's queries."""
