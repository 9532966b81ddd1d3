"""``elman grade``: the exercises of a whole group, judged into one table."""

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from elman.commands import options, printing
from elman.commands.places import expect_writable

ABOUT = """Judges every exercise in FOLDER and writes one row for a student and an exercise: the
verdict (right, wrong, open: nothing was filled in, failed: could not be judged), the
judge's word, the seconds it took. A file is a student's, named after the student; so are
all files in a sub-folder. A notebook is a filled-in copy of one of ours; a Python file has
functions with the names that the exercises ask for. What cannot be graded gets a row, too,
which says why.

Each exercise runs in a process of its own, for --seconds at most, in an empty folder, with
no keyboard, and may neither write elsewhere nor start processes. That stops accidents, not
attacks: grade strangers' files on a machine where nothing can be lost. The judge runs in
another process, so that code which changes NumPy or the judges changes no verdict.

The same command again keeps the rows of files that have not changed."""


def add_to(subparsers):
    """Add this command to the command line."""
    parser = subparsers.add_parser(
        "grade",
        help="judge the exercises that a group of students handed in",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        type=options.path("a folder", Path),
        help="with a file or a sub-folder for each student",
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="FILE",
        type=options.path("a file", Path),
        help="the table, for example grades.csv",
    )
    parser.add_argument(
        "--seconds", type=options.seconds, default=60.0, help="time limit for an exercise of one student (default 60)"
    )
    parser.add_argument(
        "--jobs",
        type=options.whole_number(1, options.MOST_JOBS),
        metavar="N",
        help="so many at a time (default: one for each core)",
    )
    parser.set_defaults(run=run)


def run(args):
    """Judge what is new, write the table after each answer, and show it in short."""
    from elman.commands.work import n_cores
    from elman.grading import grades
    from elman.grading.submissions import find, of_one_name

    expect_writable(args.to.parent)
    before = {(row.student, row.exercise, row.file, row.digest): row for row in grades.read(args.to)}
    submissions = find(args.folder, table=args.to)
    for name, whole in of_one_name(args.folder, table=args.to).items():
        printing.say(
            f"{name}: {', '.join(whole)} are graded as {len(whole)} students; if they are of one, put them into a folder {name}"
        )
    rows, tasks = [], {}
    for one in submissions:
        if one.fault:
            rows.append(grades.Row(one.student, "", "failed", one.fault, "", one.path.name, ""))
        for exercise in one.exercises:
            kept = before.get((one.student, exercise.title, one.path.name, one.digest))
            if kept is not None and kept.verdict != "failed":  # what failed may have lacked time
                rows.append(kept)
            else:
                tasks[f"{one.student}: {exercise.title} in {one.path}"] = (one, exercise, args.seconds)
    kept_rows = sum(bool(row.exercise) for row in rows)
    students = len({one.student for one in submissions})
    printing.say(f"{args.folder}: {students} students; {len(tasks)} answers to judge, {kept_rows} judged before")
    with ThreadPoolExecutor(args.jobs or n_cores()) as executor:
        _judge(tasks, rows, executor, args.to)
    grades.write(args.to, rows)
    printing.show(grades.summary(rows))
    printing.say(f"{args.to}: {len(grades.best(rows))} rows")
    return 0


def _judge(tasks, rows, executor, path):
    from elman import child, jobs
    from elman.grading import grades
    from elman.grading.child import judge
    from elman.progress import Progress

    try:
        with Progress("grading", len(tasks)) as progress:
            for name, row in jobs.compute(judge, tasks, executor):
                rows.append(row)
                grades.write(path, rows)
                progress.advance(name)
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        child.end_all()
        raise
