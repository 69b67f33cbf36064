"""``cupola bridge``."""

import argparse
import sys

from console.cli.keys_option import add_keys_option
from console.protocol import DEFAULT_LISTEN

DEFAULT_PUBLISH = "tcp://127.0.0.1:9872"  # the port PlotJuggler suggests
_PORT = DEFAULT_PUBLISH.rpartition(":")[2]
_EXAMPLES = f"""\
examples:
  cupola bridge --plotjuggler
  cupola bridge --plotjuggler --server tcp://10.0.0.2:7700 --keys
  cupola bridge --plotjuggler --publish tcp://127.0.0.1:9999

In PlotJuggler: Streaming, ZMQ Subscriber, Start. Connect (not Bind) to tcp://, 127.0.0.1, port
{_PORT}; no topics; Message Protocol: msgpack; tick "use field as timestamp if available". Series
are called PACKET/PARAMETER; medical values are never sent.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola bridge`` its options."""
    parser.description = "Pass a running mission's telemetry on to another program's format."
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--plotjuggler",
        action="store_true",
        required=True,
        help="as MessagePack maps for PlotJuggler's ZMQ Subscriber",
    )
    parser.add_argument(
        "--server",
        default=DEFAULT_LISTEN,
        metavar="ENDPOINT",
        help=f"the mission server's first address (default: {DEFAULT_LISTEN})",
    )
    parser.add_argument(
        "--publish",
        default=DEFAULT_PUBLISH,
        metavar="ENDPOINT",
        help=f"where to publish, on this machine (default: {DEFAULT_PUBLISH})",
    )
    add_keys_option(parser, "show an observer's key")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when standard input closes, as it does when a parent process dies",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from console.client.plot_bridge import PlotBridge
    from console.client.session import Session
    from console.domain.roles import Role
    from telemetry.curve import KeyFolder
    from telemetry.lifeline import Lifeline
    from telemetry.timebase import SystemClock

    keys = KeyFolder(arguments.keys) if arguments.keys else None
    session = Session(arguments.server, Role.OBSERVER, "bridge", SystemClock(), keys=keys)
    try:
        bridge = PlotBridge(session, arguments.publish)
    except BaseException:
        session.close()
        raise
    lifeline = Lifeline(is_child=arguments.until_stdin_closes)
    print(f"publishing {arguments.server} on {bridge.endpoint}", file=sys.stderr, flush=True)
    bridge.run(lambda: lifeline.is_cut)
    return 0
