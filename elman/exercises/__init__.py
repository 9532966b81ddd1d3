"""The judges of the notebooks' exercises, one small module for each exercise.

A judge, ``check_...(answer, ...)``, looks at a student's answer by its numbers and returns a
`elman.exercises.verdict.Verdict`: right, or what is wrong, and the likely mistake that gives just these numbers. It never
raises because of what a student gave, and names no mistake that the numbers do not show.

Read `judge` first: an exercise is a table for it, and a new one can be written in twenty lines. `attempt` calls a
student's function, `answers` makes arrays of what comes back, `seen` compares them with what is right.
"""
