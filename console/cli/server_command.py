"""``cupola server``."""

import argparse

from console.cli.keys_option import add_keys_option
from console.cli.mission_file import new_mission_file
from console.protocol import DEFAULT_LISTEN, DEFAULT_SOURCE
from telemetry.places import place_argument

_EXAMPLES = f"""\
examples:
  cupola server --mission meridian-1
  cupola server --mission meridian-1 --file day-1.mission      goes on where the file ends
  cupola server --mission ./my-mission --source tcp://10.0.0.5:7690 --listen tcp://0.0.0.0:7700 \\
                --keys                              others may reach it, so it wants keys
  cupola server --mission meridian-1 --store postgresql://recorder@db.example.org/cupola#day-1

The server listens on three neighbouring ports from --listen up, {DEFAULT_LISTEN} unless told
otherwise. It needs no display and no Qt. Killed and started again on the same file it goes on.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola server`` its options."""
    parser.description = "Record telemetry, judge alarms, decide requests, tell every console."
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--mission", required=True, help="a shipped mission, or the path of a mission folder"
    )
    parser.add_argument(
        "--source",
        default=DEFAULT_SOURCE,
        metavar="ENDPOINT",
        help=f"where telemetry comes from (default: {DEFAULT_SOURCE})",
    )
    parser.add_argument(
        "--listen",
        default=DEFAULT_LISTEN,
        metavar="ENDPOINT",
        help=f"first of three neighbouring addresses (default: {DEFAULT_LISTEN})",
    )
    parser.add_argument(
        "--file",
        "--store",
        metavar="PLACE",
        type=place_argument,
        help="the mission file, or postgresql://USER@HOST/DATABASE#RECORD "
        "(default: a new file among your data)",
    )
    add_keys_option(parser, "let only enrolled keys in, and meet the source with a key")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when standard input closes, as it does when a parent process dies",
    )
    parser.add_argument(
        "--report", action="store_true", help="print the numbers of the run as JSON at the end"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from console.server.cli import ServerSettings, serve

    return serve(
        ServerSettings(
            mission=arguments.mission,
            file=arguments.file or new_mission_file(arguments.mission),
            source=arguments.source,
            listen=arguments.listen,
            keys=arguments.keys,
            is_child=arguments.until_stdin_closes,
            report=arguments.report,
        )
    )
