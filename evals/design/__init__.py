"""Designs and reviews of models, scored on cases whose truth is known."""
