"""Trying two versions of a Spark program on made-up rows, apart from everything else, when the reviewer asks."""
