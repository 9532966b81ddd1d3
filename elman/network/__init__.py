"""What learns: the Elman network and its successors, costs, penalties and the update rule, in pure NumPy.

Read the modules in this order: `activations`, `losses`, `penalties`, `rnn`, `momentum`, `training`; then `lstm`, `gru`,
`early_stopping`; and, for many networks at once, `lockstep`, `steps`, `side_by_side`, `banded` and `wide`. `settings`
holds what has to be chosen, `shapes` guards the doors.
Nothing here knows about songs, files or emotions; arrays go in and arrays come out.
"""
