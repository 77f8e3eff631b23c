"""What models may ask: tools that read facts of one analysis and write nothing."""
