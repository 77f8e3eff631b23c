"""Rules over runs: what they are offered, how they are written, how their findings meet those about code."""
