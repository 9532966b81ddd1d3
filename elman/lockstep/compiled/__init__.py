"""Training as plain loops over songs, frames and units, which Numba turns into machine code.

NumPy is fast where one call does much work. One frame of a small network is so little that the call takes longer than the
sums, and a frame has to wait for the one before. A compiler does away with the calls: here a whole epoch of all networks is
one call. Only the products with a song's inputs are left to NumPy's library for them.

`rnn`, `gru` and `lstm` are the loops of the networks, each to be read beside `elman.network`; `parts` is what all of them
share; `engine` goes through the songs; `compiler` calls Numba. Without Numba the loops are plain Python: the same numbers,
very slowly.
"""
