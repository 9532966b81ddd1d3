"""``elman synth``: a small corpus of synthetic music, to try the whole chain on."""

from elman.commands import options, printing
from elman.commands.places import expect_writable


def add_to(subparsers):
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "synth",
        help="make up a small corpus of music and labels",
        description="Render synthetic music from random curves of valence and arousal: wav files of 45 s and their labels, in "
        "DEAM's layout. Then elman extract DIR/audio --to DIR takes the features. The same seed gives the same songs.",
    )
    parser.add_argument(
        "--songs",
        type=options.whole_number(1, 2000),
        default=40,
        metavar="N",
        help="how many songs, up to 2000 (default 40; 4 MB each)",
    )
    parser.add_argument("--to", required=True, type=options.folder, metavar="DIR", help="a new folder")
    parser.add_argument("--seed", type=options.whole_number(0, 2**63), default=0, metavar="S", help="default 0")
    parser.set_defaults(run=run)


def run(args):
    """Make the songs."""
    from elman.sound.songbook import make_songbook

    expect_writable(args.to)
    make_songbook(args.to, args.songs, args.seed)
    songs = "1 made-up song and its" if args.songs == 1 else f"{args.songs} made-up songs and their"
    printing.say(f"{args.to}: {songs} labels. Next: elman extract {args.to}/audio --to {args.to}")
