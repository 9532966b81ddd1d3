"""Which sound files are there, and what each song is called. Notebook 12."""

from collections import Counter
from pathlib import Path

from elman.errors import InputError

AUDIO = ".wav .mp3 .flac .ogg .oga .opus .aiff .aif .aifc .au .snd .caf .w64 .rf64 .mp2 .m4a .m4b .aac .ac3 .ape .wma .wv .mka"
VIDEO = ".webm .mkv .mp4 .mov .avi .3gp"
SUFFIXES = frozenset(f"{AUDIO} {VIDEO}".split())
"""What is looked for in a folder: files that hold sound, videos among them."""


def find_sounds(inputs):
    """The sound files among files and folders, by song id.

    The id of a file that is given by itself is its name without the suffix. The id of a file in a folder is its path below
    the folder that all of that folder's sounds have in common, without the suffix: ``album/01`` in a library of albums.

    Parameters
    ----------
    inputs : sequence of paths
        Sound files, and folders that are searched for them, with the folders in them.

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
    found, failures, passed_over = {}, {}, Counter()  # found: by the true path, the path as given and the id
    for given in map(Path, inputs):
        if given.is_dir():
            inside = [path for path in sorted(given.rglob("*")) if not _hidden(path.relative_to(given))]
            sounds = [path for path in inside if path.is_file() and path.suffix.lower() in SUFFIXES]
            others = [path for path in inside if not path.is_dir() and path not in set(sounds)]
            passed_over.update(path.suffix.lower() or "no suffix" for path in others if path.is_file())
            failures |= {path: "is no plain file, or leads nowhere" for path in others if not path.is_file()}
            top = _common_folder(sounds, given)
            for path in sounds:
                found.setdefault(path.resolve(), (path, path.relative_to(top).with_suffix("").as_posix()))
        elif given.exists():
            found.setdefault(given.resolve(), (given, given.stem))
        else:
            failures[given] = "there is no such file or folder"
    by_id = {}
    for path, song in found.values():
        by_id.setdefault(song, []).append(path)
    for song, same in by_id.items():
        for path in same if len(same) > 1 else ():
            others = ", ".join(str(other) for other in same if other != path)
            failures[path] = (
                f"would be called {song}, as {others}; rename one of them, or give one folder that holds both"
            )
    songs = {song: same[0] for song, same in sorted(by_id.items()) if len(same) == 1}
    if not songs and not failures:
        raise InputError(
            f"no sound files in {', '.join(map(str, inputs))}{others_there(passed_over)}; looked for {' '.join(sorted(SUFFIXES))}"
        )
    return songs, failures, passed_over


def others_there(passed_over):
    """What lies beside the sounds, in words: ``" (3 other files: 2 .txt, 1 .jpg)"``; empty where nothing does."""
    if not passed_over:
        return ""
    n, kinds = passed_over.total(), ", ".join(f"{n} {suffix}" for suffix, n in passed_over.most_common())
    return f" ({n} other {'file' if n == 1 else 'files'}: {kinds})"


def _hidden(path):
    return any(part.startswith(".") for part in path.parts)


def _common_folder(paths, top):
    """The deepest folder below ``top`` that holds all of the paths."""
    folders = [path.parent for path in paths] or [top]
    while not all(folder.is_relative_to(folders[0]) for folder in folders):
        folders[0] = folders[0].parent
    return folders[0]
