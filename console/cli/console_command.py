"""``cupola console``."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from console.cli import exit_status
from console.cli.display import NO_DISPLAY, has_display
from console.cli.durations import duration_s
from console.cli.keys_option import add_keys_option
from console.config import ConsolePreferences, ConsoleSettings, load_preferences
from console.domain.roles import Role
from console.protocol import DEFAULT_LISTEN

_EXAMPLES = f"""\
examples:
  cupola console --role flight --name Anna
  cupola console --role guest --server tcp://10.0.0.2:7700
  cupola console --role observer --config me.toml
  cupola console --gallery

The settings file may name server, name, theme (dark or daylight) and text_scale; what is said
on the command line counts more. Without either the server is {DEFAULT_LISTEN}.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola console`` its options."""
    parser.description = "Open one console: a window that mirrors the mission server."
    parser.epilog = _EXAMPLES
    role = parser.add_argument(
        "--role",
        required=True,
        type=Role,
        choices=list(Role),
        metavar="ROLE",
        help=" | ".join(Role),
    )
    parser.add_argument(
        "--gallery",
        action=_Gallery,
        needed_no_more=role,
        help="show every widget in every state instead, with made-up readings",
    )
    parser.add_argument("--server", metavar="ENDPOINT", help="the mission server's first address")
    parser.add_argument("--name", help="who sits there, for the mission's log")
    add_keys_option(parser, "show the key of this role, and of --name if there are several")
    parser.add_argument(
        "--simulator", metavar="ENDPOINT", help="for a trainer: the simulator's --commands"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="a TOML file of settings")
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="save pictures of the pages at the end"
    )
    parser.add_argument(
        "--for", dest="for_s", type=duration_s, metavar="TIME", help="close after 60, 10min, 2h"
    )
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="close when standard input closes, as it does when a parent process dies",
    )
    parser.add_argument(
        "--report", action="store_true", help="print the numbers of the run as JSON at the end"
    )
    parser.set_defaults(run=_run)


class _Gallery(argparse.Action):
    """A flag with which another option is no longer required."""

    def __init__(
        self,
        option_strings: Sequence[str],
        dest: str,
        needed_no_more: argparse.Action,
        **kept: Any,  # noqa: ANN401
    ) -> None:  # argparse's own signature
        super().__init__(option_strings, dest, nargs=0, default=False, **kept)
        self._needed_no_more = needed_no_more

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        _values: object,
        _option: str | None = None,
    ) -> None:
        """Set the flag."""
        self._needed_no_more.required = False
        setattr(namespace, self.dest, True)


def _run(arguments: argparse.Namespace) -> int:
    if not has_display(os.environ):
        print(f"cupola: {NO_DISPLAY}", file=sys.stderr)
        return exit_status.BAD_INPUT
    kept = load_preferences(arguments.config) if arguments.config else ConsolePreferences()
    settings = ConsoleSettings(
        server=arguments.server or kept.server or DEFAULT_LISTEN,
        role=arguments.role,
        name=kept.name if arguments.name is None else arguments.name,
        screenshots=arguments.screenshots,
        for_s=arguments.for_s,
        report=arguments.report,
        until_stdin_closes=arguments.until_stdin_closes,
        theme=kept.theme,
        text_scale=kept.text_scale,
        keys=arguments.keys,
        simulator=arguments.simulator,
    )
    try:
        if arguments.gallery:
            from console.ui.gallery import run_gallery

            return run_gallery(kept.theme, kept.text_scale, arguments.for_s)
        # Before Qt, which reads the source of whatever imports anything after it.
        import_module("console.client.desk")
        import_module("console.client.session")
        from console.ui.app import run  # Qt only when a window is wanted
    except ImportError as error:
        print(
            f"cupola: Qt cannot be loaded here: {error}. "
            "'python scripts/system_libraries.py' in the checkout names what is missing.",
            file=sys.stderr,
        )
        return exit_status.BAD_INPUT
    return run(settings)
