"""The lineage of a repository as people and tools read it: tree, JSON, Mermaid, page, documentation."""
