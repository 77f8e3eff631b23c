"""Attacks: injections played against a model that always obeys the attacker.

`python -m evals.attacks` prints how many there are, how many reached a model, and how many reached an effect.
"""
