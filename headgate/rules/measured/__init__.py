"""Rules over measured runs, one a file. They speak where a fault took a material part of the run."""
