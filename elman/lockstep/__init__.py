"""Many networks trained at once, with the numbers of `elman.network.training.fit`, several times faster.

`fit` is the door. The mathematics is that of `elman.network`, arranged so that many networks share the cost of each call.
"""
