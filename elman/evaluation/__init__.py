"""The evaluator: scores, tests and splits. It knows nothing of the other rooms; systems come in as arguments."""
