"""``elman completion``: scripts that the shells accept, with every command and option."""

import shutil
import subprocess

import pytest

from elman.commands import parser


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_script_names_every_command_and_option(elman, shell):
    pytest.importorskip("shtab")
    result = elman("completion", shell)
    assert (result.status, result.err) == (0, "")
    for name, command in parser.parser()[1].items():
        assert name in result.out
        if shell != "tcsh":
            options = [option for action in command._actions for option in action.option_strings]
            assert [option for option in options if option not in result.out] == []
    assert result.out == elman("completion", shell).out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_a_command_and_an_option(elman, tmp_path):
    pytest.importorskip("shtab")
    (tmp_path / "elman").write_text(elman("completion", "bash").out)
    asks = """
source ./elman
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _shtab_elman 2>/dev/null; echo "${COMPREPLY[@]}"; }
ask elman repr
ask elman train --sys
ask elman train m --skip
"""
    run = subprocess.run(["bash", "-c", asks], cwd=tmp_path, capture_output=True, text=True)
    assert run.stdout.split() == ["reproduce", "--system", "--skip-unusable"]


def test_without_shtab_it_says_what_to_install(without, refused):
    without("shtab")
    assert "'.[completion]'" in refused("completion", "bash")


def test_a_shell_that_is_not_known(elman):
    result = elman("completion", "fish")
    assert result.status == 2
    assert "fish" in result.err
