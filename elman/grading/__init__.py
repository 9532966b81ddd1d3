"""Grade the exercises of a whole group: `elman grade`.

`catalogue` names every exercise and its judge, `submissions` finds who handed in what, `child` judges one exercise of one file
in a process of its own, `guard` keeps that process from doing harm by accident, `grades` is the table that comes out.
"""
