"""The evaluator: scores, tests and splits. It imports no other room; systems come in as arguments."""
