"""The feature extractor: a sound file in, one row of numbers for every half second out.

`decode` reads a file; `bands` writes the paper's three best feature types out in NumPy; `essentia_types` and
`opensmile_set` ask the two libraries for theirs; `extract` does it for many files; `synthesis` goes the other way and
renders music from a curve of valence and arousal.
"""
