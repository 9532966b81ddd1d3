"""The bar counts bytes and never more than there are."""

import sys

from elman.corpus.deam.download_bar import Bar


def use_as_pooch_does(bar, total, pieces, size):
    bar.total = total
    for _ in range(pieces):
        bar.update(size)
    bar.reset()
    bar.update(total)
    bar.close()


def test_a_line_for_every_tenth(capsys):
    with Bar("x.zip") as bar:
        use_as_pooch_does(bar, 10_000_000, 40, 262_144)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "x.zip: 1.0 of 10.0 MB"
    assert lines[-1] == "x.zip: 10.0 of 10.0 MB"
    assert len(lines) == 10
    assert bar.done == 10_000_000


def test_an_unknown_size_is_quiet_off_the_terminal(capsys):
    with Bar("x.zip") as bar:
        use_as_pooch_does(bar, 0, 3, 1024)
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_size_and_time_left(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    with Bar("x.zip") as bar:
        use_as_pooch_does(bar, 10_000_000, 39, 262_144)
    shown = capsys.readouterr().err
    assert "x.zip" in shown
    assert "10.0/10.0 MB" in shown
    assert "0:00:00" in shown
