"""The one exception for everything a user can put right."""


class InputError(ValueError):
    """Something given to `elman` is wrong, and its user can mend it.

    The message says what was wrong and where (file, row, column, song, epoch), what was expected, and what to do.
    The command line prints it alone, without a traceback, and ends with exit status 2.
    """
