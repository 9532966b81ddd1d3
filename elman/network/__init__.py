"""What learns: the Elman network, the LSTM and the GRU, their losses, penalties and the update rule, in pure NumPy.

Read the modules in this order: `activations`, `losses`, `penalties`, `rnn`, `momentum`, `training`; then `lstm`, `gru`,
`early_stopping`. `settings` holds every hyper-parameter, `shapes` the input checks. `elman.lockstep` trains many networks at
once. Nothing here knows about songs, files or emotions; arrays go in and arrays come out.
"""
