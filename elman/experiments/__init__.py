"""Questions that the notebooks and docs/variants.md answer with figures: each a function that gives plain numbers."""
