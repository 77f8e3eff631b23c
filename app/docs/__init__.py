"""Pages that are generated from code: rules, command line, schemas. `python -m app.docs [--check]`."""
