"""Schema changes that really happened, and a search for records that prove a verdict of "safe" wrong."""
