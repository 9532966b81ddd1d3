"""``elman gradcheck``: are the gradients right? The package's own, or those of a file of the user's."""

import argparse
from pathlib import Path

from elman.commands import options, printing
from elman.errors import InputError, quoted

NETWORKS = ("elman", "lstm", "gru")
OUTPUTS = ("linear", "tanh", "softmax")
"""The names of `elman.network.networks` and `activations`, written here so that ``--help`` need not load NumPy."""

TOLERANCE = 1e-12
SIZES = (12, 5, 4, 2)
"""T, n_in, n_hidden, n_out of the song on which the package's own networks are checked."""

ABOUT = """Without FILE:FUNCTION, checks every network of this package by complex steps
and prints a table for each.

With FILE:FUNCTION (a Python file or a notebook), finds out which mistakes explain the
numbers of a function of your own: backward(params, dY, cache), for the cache that the
network's forward gives, or cost_and_gradients(params, X, targets, settings), as in
elman.network.training. Your code runs in a process of its own and is ended after --seconds.
Exit status: 0 right, 1 wrong, 2 the file cannot be used."""


def add_to(subparsers):
    """Add this command to the command line."""
    parser = subparsers.add_parser(
        "gradcheck",
        help="check the networks' gradients, or diagnose a backward pass of your own",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("function", nargs="?", metavar="FILE:FUNCTION", help="your own function (default: the package)")
    parser.add_argument("--network", choices=NETWORKS, help="the network that it belongs to (default elman)")
    parser.add_argument("--output", choices=OUTPUTS, help="the only output function that your backward is meant for")
    parser.add_argument(
        "--song",
        type=options.path("a file"),
        metavar="FILE",
        help="a song of your own: an .npz file with X, and dY and parameters if any",
    )
    parser.add_argument(
        "--sizes", nargs=4, type=_size, metavar=("T", "N_IN", "N_HIDDEN", "N_OUT"), help="try songs of these sizes too"
    )
    parser.add_argument(
        "--grade", action="store_true", help="print a checklist, from easy to hard, before the diagnosis"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--seconds", type=options.seconds, help="time limit for your code (default 60)")
    parser.set_defaults(run=run)


def _size(text):
    if not text.isdigit() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} was given, a whole number from 1 to 1000 was expected")
    return int(text)


def run(args):
    """Print tables or a diagnosis; 0 when all is right, 1 when not."""
    if args.function is not None:
        return _own_file(args)
    given = [name for name in ("network", "output", "song", "sizes", "grade", "json", "seconds") if getattr(args, name)]
    if given:
        raise InputError(
            f"--{given[0]} is for a function of your own: give FILE:FUNCTION, for example student.py:backward"
        )
    return _package()


def _package():
    wrong = []
    for title, result in check_package():
        printing.result("", title)
        printing.show_result(result)
        wrong += [] if result else [title]
    if wrong:
        printing.result(f"WRONG: {'; '.join(wrong)}")
        return 1
    printing.result(f"Every gradient of every network agrees with complex steps to {TOLERANCE:g}.")
    return 0


def check_package(*, seed=0):
    """Check the gradients of every network, with every output, loss and L1 norm, by complex steps, to 1e-12.

    Yields pairs (title, `elman.gradcheck.compare.GradientCheck`); the seed is that of the random song, weights and targets.
    Notebook 05, "Check every gradient".
    """
    import numpy as np

    from elman.diagnosis.cases import draw_song
    from elman.gradcheck.compare import check
    from elman.network import networks
    from elman.network.settings import Settings
    from elman.network.training import cost, cost_and_gradients

    T, *sizes = SIZES
    for network, module in networks.NETWORKS.items():
        alone = {f"{output} output, mse": {"output": output, "l1": 0.0, "l2": 0.0} for output in OUTPUTS}
        for loss in ("mse", "rmse"):
            for norm in ("abs_sum", "l1"):
                alone[f"linear output, {loss} and penalties ({norm})"] = {"loss": loss, "l1_norm": norm}
        for title, changed in alone.items():
            rng, settings = np.random.default_rng(seed), Settings(network=network, **changed)
            params, X = draw_song(T, *sizes, network=module, rng=rng)
            targets = rng.uniform(-1, 1, (T, sizes[-1]))

            def one_cost(params, X=X, targets=targets, settings=settings):
                return cost(params, X, targets, settings)

            _, grads = cost_and_gradients(params, X, targets, settings)
            yield f"{network}, {title}", check(one_cost, params, grads, rtol=TOLERANCE)


def _own_file(args):
    from elman.diagnosis.child import judge_file

    path, colon, name = args.function.rpartition(":")
    if not colon or not name.isidentifier() or not path:
        raise InputError(f"{quoted(args.function)}: FILE:FUNCTION was expected, for example student.py:backward")
    if args.song and args.sizes:
        raise InputError("--song and --sizes exclude each other: the song has its own sizes")
    seconds = args.seconds or 60.0
    if not args.json:
        printing.say(f"Running {path} in a process of its own, for {seconds:g} s at most; what it prints is not shown.")
    told = judge_file(
        Path(path), name, network=args.network or "elman", output=args.output, song=args.song or args.sizes,
        grading=args.grade, seconds=seconds,
    )  # fmt: skip
    text = told.pop("text")
    if args.json:
        printing.as_json(told)
    else:
        printing.result(*text.splitlines())
    return 0 if told["right"] else 1
