"""The option ``--engine`` of the commands that train networks."""

from elman.commands import printing

ENGINES = ("compiled", "numpy")
"""As `elman.lockstep.engines.ENGINES`, written here so that ``--help`` need not load NumPy."""


def add_option(parser):
    """Add it to a parser, or to a group of one."""
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        help="what trains networks: loops compiled by Numba (the default where it is installed and works), or plain NumPy, "
        "which is slower; they agree up to rounding",
    )


def choose(args):
    """Put the engine's name into ``args.engine``: the one asked for, else the default.

    Says so on stderr where Numba is installed but does not work.

    Returns
    -------
    str
        The engine and its version, for output and for the identity of a job.

    Raises
    ------
    InputError
        The engine that was asked for cannot be used.
    """
    from elman.lockstep import engines

    if args.engine is None:
        args.engine, why = engines.default()
        if why:
            printing.warn(why)
    return engines.version(engines.choose(args.engine))
