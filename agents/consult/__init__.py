"""One architecture question to several models, blind of each other, over the repository's own facts."""
