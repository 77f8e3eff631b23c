"""Where columns come from, and who still reads them."""
