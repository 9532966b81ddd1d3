"""How feature files were made, and from which sound: what a second call needs to know. Notebook 12."""

import json
import sys

from elman.corpus.extraction import EXTRACTION
from elman.errors import InputError
from elman.files import atomic


class Ledger:
    """``extraction.json`` of one folder: how its files were made, and the fingerprint of the sound behind each.

    Parameters
    ----------
    folder : pathlib.Path
    made_with : dict of str
        What the numbers depend on, beside the sound.
    songs : collection of str
        What will be extracted. Files made differently are made again if they are among these.

    Raises
    ------
    InputError
        The folder holds files that were made by others, or differently.
    """

    def __init__(self, folder, made_with, songs):
        self.folder, self.made_with, self.sounds = folder, made_with, {}
        folder.mkdir(parents=True, exist_ok=True)
        for left_behind in (
            *folder.glob(".*-*.csv"),
            *folder.glob(".extraction-*.json"),
        ):  # by a process that was killed
            left_behind.unlink()
        self.path = folder / EXTRACTION
        if self.path.exists():
            self._read(songs)
        elif any(folder.glob("*.csv")):
            raise InputError(
                f"{folder} holds csv files that elman extract did not write; choose another folder with --to"
            )
        self._write()

    def _read(self, songs):
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
            before, sounds = known["made_with"], dict(known["sounds"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{self.path}: cannot be read; delete the folder {self.folder} and extract again"
            ) from error
        if before == self.made_with:
            self.sounds = sounds
            return
        name = next(n for n in sorted({*before, *self.made_with}) if before.get(n) != self.made_with.get(n))
        change = f"made with {name} {before.get(name)!r}, which is now {self.made_with.get(name)!r}"
        others = sorted(set(sounds) - set(songs))
        if others:
            raise InputError(
                f"{self.folder} holds {len(sounds)} files {change}. {len(others)} of them, such as {others[0]}.csv, "
                f"are not among the inputs: give their sound files too, or choose another folder with --to"
            )
        if sounds:
            _say(f"{self.folder}: {len(sounds)} files were {change}; they are made again")

    def _write(self):
        with atomic(self.path) as temporary:
            text = json.dumps({"made_with": self.made_with, "sounds": self.sounds}, indent=1, sort_keys=True)
            temporary.write_text(text + "\n", encoding="utf-8")

    def file(self, song):
        """Where the features of a song stand."""
        return self.folder / f"{song}.csv"

    def current(self, song, sound):
        """Whether the features of a song are there, made from this very sound."""
        known = self.sounds.get(song)
        if known is not None and known != sound:
            _say(f"{self.file(song)}: the sound has changed; it is made again")
        return known == sound and self.file(song).exists()

    def note(self, song, sound):
        """Remember that the features of a song were made from this sound."""
        self.sounds[song] = sound
        self._write()


def _say(text):
    print(text, file=sys.stderr, flush=True)
