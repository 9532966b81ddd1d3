"""Questions that notebooks and docs/variants.md answer with figures: one experiment a module, which gives plain numbers.

All but `elman.experiments.memory` work on synthetic songs from a known generative model (`elman.corpus.synthetic`), and have a
function ``measure``; `elman.figures.experiments` draws what it gives.
"""
