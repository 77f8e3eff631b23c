"""Reports of a measured run: text, JSON and Markdown."""
