"""The feature extractor: a sound file in, one row of numbers for every half second out.

Read the modules in this order: `decode` reads a file; `bands` and `gammatone` hold, in NumPy, the three feature types
that the paper kept; `essentia_types` and `opensmile_set` ask the two libraries for theirs; `features` knows all sets by
name; `extract` and `ledger` do it for many files. `synthesis` goes the other way and renders music from a curve of
valence and arousal; `songbook` makes a small corpus of it.
"""
