"""``cupola replay``."""

import argparse

from console.cli import exit_status
from console.cli.keys_option import add_keys_option
from console.protocol import DEFAULT_LISTEN
from console.server.replay_cli import serve_replay
from telemetry import replay_cli
from telemetry.lifeline import Lifeline

_EXAMPLES = f"""\
examples:
  cupola replay day.mission                                   then: cupola console --role trainer
  cupola replay day.mission --from 2021-09-17T18:00:00Z --speed 10
  cupola replay day.mission --from 1/06:21:44 --paused --session "leak on day 2"
  cupola replay day.mission --from T+05:30:00 --speed max
  cupola replay day.mission --publish tcp://127.0.0.1:7690    frames alone, as a source

Consoles of any role join at {DEFAULT_LISTEN} or --listen and show what they showed then; a
trainer's drives it, and so does 'cupola transport'. What was decided stays: requests are refused.
Bookmarks are kept beside the recording, in FILE.bookmarks.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola replay`` its options."""
    parser.description = "Play a recorded mission, frames and decisions, to consoles that join."
    parser.epilog = _EXAMPLES
    replay_cli.add_arguments(parser)
    parser.add_argument(
        "--listen",
        default=DEFAULT_LISTEN,
        metavar="ENDPOINT",
        help="the first of three neighbouring addresses for consoles (default: %(default)s)",
    )
    parser.add_argument("--session", default="", metavar="NAME", help="what the replay is called")
    parser.add_argument("--paused", action="store_true", help="stand still until a trainer plays")
    add_keys_option(parser, "let only enrolled consoles join")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.publish:
        return replay_cli.run(arguments)
    serve_replay(arguments, Lifeline(is_child=arguments.until_stdin_closes))
    return exit_status.OK
