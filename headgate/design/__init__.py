"""Dimensional modelling: what the tables of a project are, and a star schema for given sources and questions."""
