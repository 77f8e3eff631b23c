"""A Python program followed call by call, without running any of it.

`python_flow` looks at every line once and tells what each expression *is*; rules ask that. A rehearsal follows
what would happen: a function once for each of its calls, a loop over a written list once for each item, a module
of the same project where it is imported. What is stored in the end, and from where, is read off its DataFrames.
Only literals, names and Spark's own interface are evaluated; nothing of the file is ever executed.
"""
