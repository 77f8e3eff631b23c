"""The tools, by what they are about; each room registers its own."""
