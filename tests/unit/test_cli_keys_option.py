"""``--keys`` may stand alone, name a folder, or be left out."""

import argparse
from pathlib import Path

import pytest

from console.cli.keys_option import add_keys_option
from telemetry.curve import default_key_folder


@pytest.mark.parametrize(
    ("words", "folder"),
    [([], None), (["--keys"], default_key_folder()), (["--keys", "here"], Path("here"))],
)
def test_keys_are_used_only_when_asked_for(words, folder):
    parser = argparse.ArgumentParser()
    add_keys_option(parser, "protect this")
    assert parser.parse_args(words).keys == folder


def test_the_help_says_which_folder_is_meant():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawTextHelpFormatter)
    add_keys_option(parser, "protect this")
    assert str(default_key_folder()) in "".join(parser.format_help().split("\n"))
