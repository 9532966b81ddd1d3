"""Which sound files are there, and what each song is called. Notebook 12."""

from collections import Counter
from pathlib import Path

from elman.corpus.ids import common_folder, song_id
from elman.errors import InputError

AUDIO = ".wav .mp3 .flac .ogg .oga .opus .aiff .aif .aifc .au .snd .caf .w64 .rf64 .mp2 .m4a .m4b .aac .ac3 .ape .wma .wv .mka"
VIDEO = ".webm .mkv .mp4 .mov .avi .3gp"
SUFFIXES = frozenset(f"{AUDIO} {VIDEO}".split())
"""What is looked for in a folder: files that hold sound, videos among them."""


def find_sounds(inputs, names=()):
    """The sound files among files and folders, by song id.

    The id is the file's path, without the suffix, below the folder that was given: ``album/01`` in a library of albums. Where
    several files and folders are given, it is the path below the deepest folder that holds them all, so that equal names in two
    albums stay apart. A sound whose path ends with one of the ``names`` is called by it, by the longest if there are several.

    Parameters
    ----------
    inputs : sequence of paths
        Sound files, and folders that are searched for them, with the folders in them.
    names : collection of str
        Of songs that are known, by their labels, say.

    Returns
    -------
    songs : dict of str to Path
        Sorted by id.
    failures : dict of Path to str
        Paths that are not there, or would share an id, and why.
    passed_over : Counter
        How many files of each other suffix lie in the folders; hidden files do not count.

    Raises
    ------
    InputError
        There is not one sound file, nor a failure that would say why.
    """
    inputs = [Path(given) for given in inputs]
    found, failures, passed_over = {}, {}, Counter()  # found: by the true path, the path as given
    for given in inputs:
        if given.is_dir():
            inside = [path for path in sorted(given.rglob("*")) if not _hidden(path.relative_to(given))]
            sounds = [path for path in inside if path.is_file() and path.suffix.lower() in SUFFIXES]
            others = [path for path in inside if not path.is_dir() and path not in set(sounds)]
            passed_over.update(path.suffix.lower() or "no suffix" for path in others if path.is_file())
            failures |= {path: "is no plain file, or leads nowhere" for path in others if not path.is_file()}
            for path in sounds:
                found.setdefault(path.resolve(), path)
        elif given.exists():
            found.setdefault(given.resolve(), given)
        else:
            failures[given] = "there is no such file or folder"
    by_id, there = {}, [given for given in inputs if given.exists()]
    top = common_folder(there) if there else None
    for path in found.values():
        try:
            by_id.setdefault(_known(song_id(path, top), names), []).append(path)
        except InputError as error:
            failures[path] = str(error).removeprefix(f"{path}: ")
    for song, same in by_id.items():
        for path in same if len(same) > 1 else ():
            others = ", ".join(str(other) for other in same if other != path)
            failures[path] = f"would be called {song}, as {others}; rename or remove one of them"
    songs = {song: same[0] for song, same in sorted(by_id.items()) if len(same) == 1}
    if not songs and not failures:
        raise InputError(
            f"no sound files in {', '.join(map(str, inputs))}{others_there(passed_over)}; looked for {' '.join(sorted(SUFFIXES))}"
        )
    return songs, failures, passed_over


def _known(song, names):
    """The longest ending of a song's path that is among the names; the path itself where none is."""
    folders = song.split("/")
    endings = ("/".join(folders[n:]) for n in range(len(folders)))
    return next((ending for ending in endings if ending in names), song)


def others_there(passed_over):
    """What lies beside the sounds, in words: ``" (3 other files: 2 .txt, 1 .jpg)"``; empty where nothing does."""
    if not passed_over:
        return ""
    n, kinds = passed_over.total(), ", ".join(f"{n} {suffix}" for suffix, n in passed_over.most_common())
    return f" ({n} other {'file' if n == 1 else 'files'}: {kinds})"


def _hidden(path):
    return any(part.startswith(".") for part in path.parts)
