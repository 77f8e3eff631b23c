"""One read-only snapshot of base and head. Nothing of the reviewed repository is ever run."""
