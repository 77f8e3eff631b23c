"""Panels of simulated jurors over claims whose truth is known: what each part of the council is worth."""
