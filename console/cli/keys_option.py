"""The option ``--keys`` of every command that opens a link."""

import argparse
from pathlib import Path

from telemetry.curve import default_key_folder


def add_keys_option(parser: argparse.ArgumentParser, use: str) -> None:
    """Give a command ``--keys``; `use` says what it does there."""
    parser.add_argument(
        "--keys",
        nargs="?",
        type=Path,
        const=default_key_folder(),
        metavar="DIR",
        help=f"{use} (DIR: {default_key_folder()} unless given; see cupola keys)",
    )
