"""What learns: the Elman network, its costs, its penalties and its update rule, in pure NumPy.

Read the modules in this order: `activations`, `losses`, `penalties`, `rnn`, `momentum`, `training`.
`settings` holds what has to be chosen, `shapes` guards the doors.
Nothing here knows about songs, files or emotions; arrays go in and arrays come out.
"""
