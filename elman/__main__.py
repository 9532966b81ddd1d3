"""The command line: ``elman COMMAND``, one module of `elman.commands` for each command."""


def main(argv=None):
    """Run one command and give its exit status.

    0 well, 1 where the command says so, 2 something the user can put right, 130 interrupted, 143 ended by the system.
    """
    # Nothing is imported before: from the first moment on, Ctrl-C ends with one line.
    from elman.commands.terminal import ended_at_once, safe_streams

    with safe_streams(), ended_at_once(for_good=argv is None):
        return run(argv)


def run(argv):
    """Parse the command line and run its command; every error of the user or of the system is told in one line."""
    from elman.commands import printing
    from elman.commands.parser import parse
    from elman.commands.terminal import signals
    from elman.errors import InputError
    from elman.jobs import Interrupted, was_interrupted
    from elman.progress import silence

    args = parse(argv)
    with signals() as status_of_signal, silence(args.quiet):
        try:
            return args.run(args) or 0
        except BaseException as error:
            # NumPy, when a signal comes while it is imported, raises an ImportError that does not tell its cause.
            if was_interrupted(error) or (isinstance(error, ImportError) and status_of_signal(None)):
                printing.tell("")
                printing.tell(f"elman: interrupted{f': {error}' if isinstance(error, Interrupted) else ''}")
                return status_of_signal()
            if not isinstance(error, InputError | OSError | MemoryError | ImportError | SystemError):
                raise  # a mistake in elman
            printing.fail(printing.in_words(error))
            return 2


if __name__ == "__main__":
    import sys

    sys.exit(main())
