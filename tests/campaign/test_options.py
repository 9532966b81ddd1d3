"""Options that no work could do, and folders in which something else is."""

import os
import stat

import pytest

from elman.corpus.tables import read_curves

pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="forks, and makes pipes")]

QUICK = (
    "search",
    "--corpus",
    "own",
    "--folds",
    "3",
    "--hidden",
    "2",
    "--window",
    "1",
    "3",
    "--epochs",
    "2",
    "--jobs",
    "1",
)
REPRODUCE = ("reproduce", "--corpus", "own", "--folds", "2", "--jobs", "1")
MANY = tuple(map(str, range(1, 61, 2)))

WORDS = {
    "no such command": ("compose",),
    "a command with an escape": ("\x1b[31mred",),
    "no command": (),
    "an option before the command": ("--jobs", "2", "train", "m"),
    "an unknown option": ("train", "m", "--nope"),
    "a shortened option": ("train", "m", "--sys", "lr"),
    "an option twice": ("train", "m", "--seed", "1", "--seed", "2"),
    "an option without its value": ("train", "m", "--seed"),
    "no model": ("train",),
    "jobs 0": (*REPRODUCE[:-1], "0"),
    "jobs -1": (*REPRODUCE[:-1], "-1"),
    "jobs 1e10": (*REPRODUCE[:-1], "10000000000"),
    "jobs 2.5": (*REPRODUCE[:-1], "2.5"),
    "seed -1": ("train", "m", "--seed", "-1"),
    "seed 1.5": ("train", "m", "--seed", "1.5"),
    "seed of 5,000 digits": ("train", "m", "--seed", "9" * 5000),
    "folds 1": (*REPRODUCE, "--folds", "1"),
    "folds 7 of 6 songs": ("reproduce", "--corpus", "own", "--folds", "7"),
    "folds 1e30": ("reproduce", "--corpus", "own", "--folds", "1" + "0" * 30),
    "no such row": (*REPRODUCE, "--against", "oracle 3"),
    "no such reading": ("train", "m", "--reading", "tea leaves"),
    "no such system": ("train", "m", "--system", "oracle"),
    "no such columns": ("train", "m", "--corpus", "own", "--columns", "268"),
    "no such corpus": ("train", "m", "--corpus", "nowhere"),
    "a corpus that is a file": ("train", "m", "--corpus", "predicted.csv"),
    "an empty corpus": ("train", "m", "--corpus", "empty"),
    "a corpus without a name": ("train", "m", "--corpus", ""),
    "songs of 2015 of one's own": ("train", "m", "--corpus", "own", "--songs", "2015"),
    "labels of one's own": ("train", "m", "--corpus", "own", "--labels", "predicted.csv"),
    "features that are not there": ("train", "m", "--corpus", "own", "--features", "nowhere"),
    "a scale that falls": ("train", "m", "--corpus", "own", "--scale", "9..1"),
    "a scale of made-up songs": ("train", "m", "--scale", "1..9"),
    "a scale that labels leave": ("train", "m", "--corpus", "own", "--scale", "0..1"),
    "a learning rate that diverges": (*QUICK, "--learning-rate", "nan"),
    "a learning rate below 0": (*QUICK, "--learning-rate", "-1"),
    "an even window": ("search", "--corpus", "own", "--window", "2", "--folds", "3"),
    "a value twice": (*QUICK[:6], "2", "2"),
    "too many settings": ("search", "--corpus", "own", "--hidden", *MANY, "--window", *MANY, "--epochs", *MANY),
    "hidden 1e20": ("search", "--hidden", "1" + "0" * 20),
    "epochs 1e30": ("search", "--epochs", "1" + "0" * 30),
    "nothing to select": ("select", "--corpus", "own"),
    "noise 1e9": ("select", "--corpus", "own", "--noise", "1000000000"),
    "no such type": ("select", "--corpus", "own", "--noise", "2", "--type", "mfcc"),
    "further columns that are not there": ("select", "--corpus", "own", "--further", "nowhere"),
    "further columns that are there": ("select", "--corpus", "own", "--further", "own/features"),
    "a scheduler without a name": (*REPRODUCE[:-2], "--scheduler", ""),
    "a scheduler that is none": (*REPRODUCE[:-2], "--scheduler", "tcp://127.0.0.1:1"),
    "a scheduler with tls": (*REPRODUCE[:-2], "--scheduler", "tls://127.0.0.1:1"),
    "a scheduler that is a text": (*REPRODUCE[:-2], "--scheduler", "not an address"),
    "train /": ("train", "/"),
    "train ..": ("train", ".."),
    "train nothing": ("train", ""),
    "train a folder": ("train", "own"),
    "train new/": ("train", "new/"),
    "train below a file": ("train", "predicted.csv/m"),
    "train over a user's file": ("train", "mine.npz", "--corpus", "own", "--system", "lr"),
    "a name too long": ("train", "x" * 300, "--corpus", "own", "--system", "lr"),
    "predict to a file": ("predict", "lr.npz", "own/features", "--to", "predicted.csv"),
    "predict to nothing": ("predict", "lr.npz", "own/features", "--to", ""),
    "predict nothing": ("predict", "lr.npz"),
    "predict an empty folder": ("predict", "lr.npz", "empty"),
    "predict what is not there": ("predict", "lr.npz", "nowhere.csv"),
    "predict a text": ("predict", "lr.npz", "mine.txt"),
    "predict a name with an escape": ("predict", "lr.npz", "\x1b[31mred\n.csv"),
    "predict over labels": ("predict", "lr.npz", "own/features", "--to", "deam"),
    "predict over a user's picture": ("predict", "lr.npz", "own/features/1.csv", "--to", "pictures"),
    "a corpus out of a file": (*REPRODUCE, "--out", "predicted.csv"),
    "results over a user's table": (*REPRODUCE, "--out", "tables"),
    "results among features": (*REPRODUCE, "--out", "own/features"),
    "results that cannot be known": (*REPRODUCE, "--out", "unknown"),
    "search over a user's table": (*QUICK, "--out", "tables"),
    "extract nothing": ("extract", "empty", "--to", "x"),
    "extract to a file": ("extract", "own", "--to", "predicted.csv"),
    "extract to a folder of features": ("extract", "tone.wav", "--set", "extra8", "--to", "taken"),
    "a level that is none": ("extract", "tone.wav", "--set", "extra8", "--to", "x", "--level", "loud"),
    "a level above full scale": ("extract", "tone.wav", "--set", "extra8", "--to", "x", "--level", "200"),
    "extract of one's own": (*REPRODUCE, "--extract"),
    "synth into a user's folder": ("synth", "--songs", "3", "--to", "own"),
    "synth of no songs": ("synth", "--songs", "0", "--to", "x"),
    "fetch something else": ("fetch", "deezer", "--to", "x"),
    "gradcheck nothing": ("gradcheck", "nowhere.py:backward"),
    "gradcheck a table": ("gradcheck", "predicted.csv:backward"),
    "gradcheck a syntax error": ("gradcheck", "broken.py:backward"),
    "gradcheck no such function": ("gradcheck", "right.py:nope"),
    "gradcheck no function": ("gradcheck", "right.py"),
    "completion of a shell that is none": ("completion", "fish"),
}  # fmt: skip


def contents(folder):
    """Every file with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def furnished(here):
    """The songs, with files of the user's that must stay, and a sound."""
    import numpy as np
    from scipy.io import wavfile

    for folder in ("empty", "deam", "pictures", "tables", "unknown", "taken/extra8"):
        (here / folder).mkdir(parents=True)
    mine = ["mine.npz", "mine.txt", "deam/valence.csv", "pictures/1.png", "tables/table1.csv", "tables/search.csv"]
    for name in (*mine, "taken/extra8/tone.csv"):
        (here / name).write_text("mine\n")
    (here / "unknown" / ".elman.json").write_text("[" * 100_000)
    (here / "broken.py").write_text("def backward(:\n")
    (here / "right.py").write_text("x = 3\n")
    wavfile.write(here / "tone.wav", 44100, np.sin(np.arange(88200) / 20).astype(np.float32))
    return here


@pytest.mark.parametrize("case", WORDS)
def test_words(campaign, furnished, case):
    campaign("options", WORDS[case], status=2)
    made = [
        path for path in furnished.glob("**/*.csv") if path.stat().st_mtime > (furnished / "tone.wav").stat().st_mtime
    ]
    assert made == []


def test_a_second_call_changes_nothing(campaign, here):
    """Of each command that writes results: the same bytes, and no complaint that they are there."""
    for words in (
        ("train", "m", "--corpus", "own", "--system", "lr"),
        ("predict", "lr.npz", "own/features", "--to", "to"),
        (*QUICK, "--out", "s"),
        (*REPRODUCE, "--out", "r"),
    ):
        campaign("options", words, status=0)
        campaign("options", words, status=0)


NAMES = (
    "Café",
    "a b",
    "$x^2$",
    "$^$",
    "[red]x",
    "<b>&amp;",
    "100%",
    "-m",
    "'\"`;|",
    "🎵",
    "x" * 200,
    "CON",
    "a.b",
    "\\n",
)


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_names_of_songs(campaign, here, name):
    (here / "own" / "features" / "1.csv").rename(here / f"{name}.csv")
    campaign("options", ("predict", "lr.npz", f"./{name}.csv", "--to", "to"), status=0)
    assert list(read_curves(here / "to" / "predictions.csv")) == [name]
    assert (here / "to" / f"{name}.png").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do everything")
@pytest.mark.parametrize("what", ["out", "own", "own/labels.csv", "own/features/2.csv", "lr.npz"])
def test_what_is_closed(campaign, here, what):
    (here / "out").mkdir()
    (here / what).chmod(0 if what != "out" else stat.S_IRUSR | stat.S_IXUSR)
    words = (
        ("predict", "lr.npz", "own/features", "--to", "out")
        if what in ("out", "lr.npz")
        else ("train", "m", "--corpus", "own")
    )
    campaign("options", words, facts=(what,))
    (here / what).chmod(0o755)


PARTS = {
    "empty": lambda content: b"",
    "text": lambda content: b"hello",
    "half": lambda content: content[: len(content) // 2],
    "zeros": lambda content: bytes(len(content)),
    "a byte": lambda content: content[: len(content) // 3] + b"\xaa" + content[len(content) // 3 + 1 :],
    "an archive of nothing": lambda content: b"PK\5\6" + bytes(18),
}


@pytest.mark.parametrize("command", [QUICK, REPRODUCE], ids=["search", "reproduce"])
@pytest.mark.parametrize("change", PARTS)
def test_a_part_that_was_spoilt(campaign, here, command, change):
    """Named, and never taken for a result; without it, the same command gives what it gave before."""
    campaign("parts", (*command, "--out", "r"), status=0)
    first = contents(here / "r")
    part = min((here / "r" / "parts").glob("*.npz"))
    part.write_bytes(PARTS[change](part.read_bytes()))
    campaign("parts", (*command, "--out", "r"), facts=(part.name,))
    part.unlink()
    campaign("parts", (*command, "--out", "r"), status=0)
    assert contents(here / "r") == first


@pytest.mark.parametrize("command", [QUICK, REPRODUCE], ids=["search", "reproduce"])
def test_parts_of_another_seed_among_ones_own(campaign, here, command):
    campaign("parts", (*command, "--seed", "1", "--out", "r"), status=0)
    for part in (here / "r" / "parts").iterdir():
        (here / "q" / "parts").mkdir(parents=True, exist_ok=True)
        part.rename(here / "q" / "parts" / part.name)
    campaign("parts", (*command, "--out", "q"), facts=("seed",))
