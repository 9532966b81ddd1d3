"""Grade the exercises of a whole group: `elman grade`.

`catalogue` names every exercise and its judge, `submissions` finds who handed in what, `answer` is the process in which the code
of one file runs, `guard` keeps it from doing harm by accident. `child` judges one exercise in another process, where the
student's function is a `remote` one: what it is asked and gives goes over the `wire` (`things`: what is no array).
`grades` is the table that comes out.
"""
