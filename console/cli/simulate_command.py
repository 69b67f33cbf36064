"""``cupola simulate``."""

import argparse

from simulator.cli import add_arguments, run

_EXAMPLES = """\
examples:
  cupola simulate --mission meridian-1
  cupola simulate --mission meridian-1 --speed 60 --fault F01@+00:00:10
  cupola simulate --mission station-1 --publish tcp://127.0.0.1:7690
  cupola simulate --list-parameters
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola simulate`` its options."""
    parser.description = "Fly a mission's vehicle in simulation and publish its telemetry."
    parser.epilog = _EXAMPLES
    add_arguments(parser)
    parser.set_defaults(run=run)
