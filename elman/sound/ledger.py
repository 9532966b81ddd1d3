"""How feature files were made, and from which sound: what a second call needs to know. Notebook 12."""

import hashlib
import json
import sys

from elman.corpus.extraction import EXTRACTION
from elman.errors import InputError
from elman.files import atomic


def digest(path):
    """The first 32 hexadecimal digits of a file's SHA-256."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


class Ledger:
    """``extraction.json`` of one folder: how its files were made, and for each song its sound, its decoder and its file.

    Parameters
    ----------
    folder : pathlib.Path
    made_with : dict
        What the numbers depend on, beside the sound.
    songs : collection of str
        What will be extracted. Files made differently are made again if they are among these.

    Raises
    ------
    InputError
        The folder holds files that were made by others, or differently.
    """

    def __init__(self, folder, made_with, songs):
        self.folder, self.made_with, self.songs = folder, made_with, {}
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / EXTRACTION
        if self.path.exists():
            self._read(songs)
        elif any(folder.rglob("*.csv")):
            raise InputError(
                f"{folder} holds csv files that elman extract did not write; choose another folder with --to"
            )
        self._write()

    def _read(self, songs):
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
            before = known["made_with"]
            noted = known["songs"] if "songs" in known else {song: {} for song in known["sounds"]}  # before extractor 2
            if not isinstance(before, dict) or not all(isinstance(note, dict) for note in noted.values()):
                raise TypeError
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f"{self.path}: cannot be read; delete the folder {self.folder} and extract again"
            ) from error
        if before == self.made_with:
            self.songs = noted
            return
        name = next(n for n in sorted({*before, *self.made_with}) if before.get(n) != self.made_with.get(n))
        change = f"made with {name} {before.get(name)!r}, which is now {self.made_with.get(name)!r}"
        others = sorted(set(noted) - set(songs))
        if others:
            raise InputError(
                f"{self.folder} holds {len(noted)} files {change}. {len(others)} of them, such as {others[0]}.csv, "
                f"are not among the inputs: give their sound files too, or choose another folder with --to"
            )
        if noted:
            _say(f"{self.folder}: {len(noted)} files were {change}; they are made again")

    def _write(self):
        with atomic(self.path) as temporary:
            text = json.dumps({"made_with": self.made_with, "songs": self.songs}, indent=1, sort_keys=True)
            temporary.write_text(text + "\n", encoding="utf-8")

    def file(self, song):
        """Where the features of a song stand."""
        return self.folder / f"{song}.csv"

    def current(self, song, sound):
        """Whether the features of a song are there, whole, and made from this very sound."""
        known, file = self.songs.get(song), self.file(song)
        if known is None or not file.exists():
            return False
        if known.get("sound") != sound:
            _say(f"{file}: the sound has changed; it is made again")
            return False
        if known.get("features") != digest(file):
            _say(f"{file}: has been changed since it was made; it is made again")
            return False
        return True

    def note(self, song, sound, decoder):
        """Remember that the features of a song were made from this sound, by way of this decoder."""
        self.songs[song] = {"sound": sound, "decoder": decoder, "features": digest(self.file(song))}
        self._write()


def _say(text):
    print(text, file=sys.stderr, flush=True)
