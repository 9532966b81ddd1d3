"""How long the made-up corpus takes at full size: ``python tests/benchmarks/synthetic.py``. The claim: under 5 s."""

from time import perf_counter

from elman.corpus import synthetic

seconds = []
for seed in range(5):
    start = perf_counter()
    synthetic.make(seed)
    seconds.append(perf_counter() - start)
print(f"489 songs made up in {min(seconds):.2f} s (median of five {sorted(seconds)[2]:.2f} s)")
