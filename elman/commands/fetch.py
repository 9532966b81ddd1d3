"""``elman fetch deam``: download the official corpus, and make a model of it if that is wanted."""

import shlex

from elman.commands import options, printing, train
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
    parser.add_argument(
        "--train",
        type=options.file_to_write,
        metavar="MODEL",
        help="after the labels and the sound (not the features) take the 268 columns from the sound, and train MODEL.npz on "
        "all songs, as elman train does; what is done is kept, so that the same command goes on where it was stopped",
    )
    parser.add_argument(
        "--jobs",
        type=options.whole_number(1, options.MOST_JOBS),
        metavar="N",
        help="with --train: sounds that are worked on at the same time (default: one for each core)",
    )
    parser.set_defaults(run=run)


SECONDS_OF_SOUND = 92_000
"""Of DEAM: 1,744 clips of 45 s, and 58 full songs with 25,355 labels, one each half second from 15 s on."""

COST = 0.06
"""What a second of sound costs in seconds of one core for the 268 columns, measured on ten clips of DEAM."""


def costs(jobs):
    """What ``--train`` costs, in words: bytes to download, room on the disk, time."""
    from elman.corpus.deam.download import ANNOTATIONS, AUDIO

    download = (ANNOTATIONS.size + AUDIO.size) / 1e9
    hours = SECONDS_OF_SOUND * COST / 3600 / jobs
    return (
        f"To download: {download:.2f} GB. Room on the disk: 3.5 GB (1.4 GB of it can be deleted afterwards). Features: about "
        f"{hours:.1f} hours with {jobs} {'core' if jobs == 1 else 'cores'} like the one it was measured on. Then the training: "
        f"minutes. Stop it whenever you like: the same command goes on."
    )


def run(args, base_url=None):
    """Download and unpack, archive by archive."""
    from elman.commands.work import n_cores
    from elman.corpus.deam import download

    base_url = base_url or download.BASE_URL
    expect_writable(args.to)
    printing.say(f"DEAM, from {base_url}: licensed CC BY-NC (not for commercial use; name its authors)")
    if args.train is None:
        archives = [download.ANNOTATIONS, download.FEATURES, *([download.AUDIO] if args.audio else [])]
    else:
        train.expect_possible(args.train)
        printing.say(costs(args.jobs or n_cores()))
        archives = [download.ANNOTATIONS, download.AUDIO]
    for archive in archives:
        path, news, checked = download.fetch(archive, args.to, base_url=base_url)
        printing.say(f"{path}: {'downloaded and unpacked; ' if news else ''}{checked}")
    if args.train is not None:
        from elman.commands.parser import parse

        jobs = ["--jobs", str(args.jobs)] if args.jobs else []
        return train.run(parse(["train", str(args.train), "--corpus", str(args.to), "--extract", *jobs]))
    printing.say(f"Now: elman reproduce --corpus {shlex.quote(str(args.to))}    (the .zip files in it can be deleted)")
