"""Many networks trained at once, with the numbers of `elman.network.training.fit`, several times faster.

`fit` is the entry point: it checks what it is given (`checks`), keeps the schedules and the histories, and leaves the
arithmetic to an engine, which `engines` chooses. `numpy_engine` is the mathematics of `elman.network.rnn` with one more axis,
for the networks; `batch` and `parameters` hold the songs and the parameters as it needs them. `compiled` is the mathematics
of all three networks as plain loops, which Numba compiles where it is installed.
"""
