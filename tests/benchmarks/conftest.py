"""Benchmarks are run by hand (`python tests/benchmarks/speed.py`); pytest leaves them alone."""

collect_ignore_glob = ["*.py"]
