"""The referees of the notebooks' exercises, one small module for each idea.

A checker takes a student's answer, judges it by numbers, and returns a `elman.exercises.verdict.Verdict`: right, or how
far from the goal, with a useful word for the likely mistakes. It never raises because of what a student wrote.
`show` displays the package's own source.
"""
