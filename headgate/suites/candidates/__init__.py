"""Rules that the sample or the repository suggests, one module for each way of finding them."""
