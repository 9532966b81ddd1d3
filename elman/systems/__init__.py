"""Whole predictors, from songs to curves."""
