"""Suites that Headgate suggests, against data whose faults are known: what passes on clean rows, what is noticed."""
