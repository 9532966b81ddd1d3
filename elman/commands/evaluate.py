"""``elman evaluate``: how good are predicted curves?"""

from pathlib import Path

from elman.commands import options, printing

DESCRIPTION = """Score predicted curves, song,time,valence,arousal, against labels in the same form or in PMEmo's. Every
labelled time of every song in REF must be in EST; times in EST without a label are not scored. Times that differ by a
millisecond or less are the same."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("evaluate", help="score predicted curves against labels", description=DESCRIPTION)
    parser.add_argument(
        "reference",
        type=options.path("a table", Path),
        metavar="REF",
        help="labels: song,time,valence,arousal, or PMEmo's own form",
    )
    parser.add_argument(
        "estimate", type=options.path("a table", Path), metavar="EST", help="predictions, in the same form"
    )
    options.add_scale_option(parser)
    options.add_json_option(parser)
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    from elman.commands.scoring import pair, table  # NumPy and SciPy: not for --help
    from elman.corpus.song import EMOTIONS
    from elman.evaluation.scores import score

    references, estimates, notes = pair(args.reference, args.estimate, args.scale)
    scores = score(references, estimates, EMOTIONS)
    if args.json:
        about = {"reference": str(args.reference), "estimate": str(args.estimate), "notes": notes}
        printing.as_json(about | {"scores": scores})
    else:
        printing.say(*(f"  - {note}" for note in notes))
        printing.show_result(table(scores, f"{args.estimate} against {args.reference}"))
