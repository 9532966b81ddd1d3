"""A paper on emotion in music, rebuilt by hand in NumPy.

T. Pellegrini and V. Barrière, *Time-continuous Estimation of Emotion in Music with Recurrent Neural Networks*
(MediaEval 2015), step by step: songs (`elman.corpus`), the network that learns (`elman.network`), whole predictors
(`elman.systems`), the evaluator (`elman.evaluation`) and the pictures (`elman.figures`).
"""

__version__ = "0.1.0"
