"""What learns: the Elman network and its successors, costs, penalties and the update rule, in pure NumPy.

Read the modules in this order: `activations`, `losses`, `penalties`, `rnn`, `momentum`, `training`; then `lstm`, `gru`
and `early_stopping`.
Nothing here knows about songs, files or emotions; arrays go in and arrays come out.
"""
