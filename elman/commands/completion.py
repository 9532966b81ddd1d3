"""``elman completion``: what makes a shell complete commands, options and file names after Tab."""

from elman.errors import InputError

DESCRIPTION = """Print a script for your shell. For bash: elman completion bash > ~/.local/share/bash-completion/completions/elman
(then open a new terminal). For zsh: elman completion zsh > a file _elman in a folder of your fpath."""

FILES = ("FILE", "MODEL", "SONG", "REF", "EST", "INPUT", "FILE:FUNCTION")
FOLDERS = ("DIR", "FOLDER", "synthetic|DIR")
"""What stands for a file or a folder in the help of a command."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "completion", help="let your shell complete elman's options", description=DESCRIPTION
    )
    parser.add_argument("shell", choices=["bash", "zsh", "tcsh"], help="your shell")
    parser.set_defaults(run=run)


def run(args):
    """Print the script."""
    try:
        import shtab
    except ImportError:
        raise InputError("completion needs shtab; in the folder of elman: pip install '.[completion]'") from None
    for command in args.commands.values():
        for action in command._actions:
            if action.metavar in FILES:
                action.complete = shtab.FILE
            elif action.metavar in FOLDERS:
                action.complete = shtab.DIRECTORY
    print(shtab.complete(args.top, shell=args.shell))
