"""``elman fetch deam``: download the official corpus."""

import shlex

from elman.commands import options, printing
from elman.commands.places import expect_writable


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "fetch",
        help="download DEAM, which holds the songs of the paper",
        description="Download DEAM's labels and features (and, if asked for, its sound) from its authors' site and "
        "unpack them. What is there already is not downloaded again. Licence: CC BY-NC, not for commercial use.",
    )
    parser.add_argument("corpus", choices=["deam"], help="what to download")
    parser.add_argument(
        "--to",
        default="deam",
        type=options.folder,
        metavar="DIR",
        help="the folder to put it in (default: %(default)s)",
    )
    parser.add_argument("--audio", action="store_true", help="the sound too (1.3 GB, and again as much unpacked)")
    parser.set_defaults(run=run)


def run(args, base_url=None):
    """Download and unpack, archive by archive."""
    from elman.corpus.deam import download

    base_url = base_url or download.BASE_URL
    expect_writable(args.to)
    printing.say(f"DEAM, from {base_url}: licensed CC BY-NC (not for commercial use; name its authors)")
    archives = [download.ANNOTATIONS, download.FEATURES, *([download.AUDIO] if args.audio else [])]
    for archive in archives:
        path, news, checked = download.fetch(archive, args.to, base_url=base_url)
        printing.say(f"{path}: {'downloaded and unpacked; ' if news else ''}{checked}")
    printing.say(f"Now: elman reproduce --corpus {shlex.quote(str(args.to))}    (the .zip files in it can be deleted)")
