"""The command line: one door to everything; each command loads only what it needs."""

import argparse
import importlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.cli import exit_status
from console.cli.failures import own_errors
from console.cli.log import LOG_LEVELS, configure_logging
from telemetry.problems import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word after ``cupola``.

    Parameters
    ----------
    configure : str
        ``module:function`` that gives the command its options; imported only when the command is
        asked for.
    """

    name: str
    summary: str
    configure: str

    def give_options(self, parser: argparse.ArgumentParser) -> None:
        """Import the command and let it add its options to `parser`."""
        module, function = self.configure.split(":")
        getattr(importlib.import_module(module), function)(parser)


COMMANDS: Final = tuple(
    Command(name=name, summary=summary, configure=f"console.cli.{configure}")
    for name, summary, configure in (
        ("run", "start a whole mission day on this machine", "run_command:configure"),
        ("server", "start the mission server alone", "server_command:configure"),
        ("console", "open one console", "console_command:configure"),
        ("simulate", "fly the simulated vehicle", "simulate_command:configure"),
        ("gateway", "turn a real vehicle's packets into telemetry", "record_commands:gateway"),
        ("replay", "play a recorded mission to consoles that join", "replay_command:configure"),
        ("transport", "drive a replay: pause, step, seek, loop", "transport_command:configure"),
        ("bridge", "pass telemetry on to PlotJuggler", "bridge_command:configure"),
        ("export", "write a recording as CSV, Parquet or MCAP", "record_commands:export"),
        ("report", "write the debrief of a recorded mission", "report_command:configure"),
        ("info", "tell what is in a mission file", "record_commands:info"),
        ("doctor", "tell what is wrong with a mission file", "record_commands:doctor"),
        ("passes", "list when places see the vehicle", "orbit_commands:passes"),
        ("track", "list where the vehicle is", "orbit_commands:track"),
        ("events", "list shadow, Sun, Moon and anomaly events", "orbit_commands:events"),
        ("viewing", "list what guests can see, and from which window", "orbit_commands:viewing"),
        ("plan", "plan who sees what, through which window and when", "plan_command:configure"),
        ("keys", "make, trust and revoke the keys that protect links", "keys_command:configure"),
    )
)

_EXAMPLES = """\
examples:
  cupola run                                     everything, on this machine
  cupola run --headless --for 60 --screenshots out/
  cupola server --mission meridian-1             the pieces, each alone
  cupola simulate --mission meridian-1 --fault F01@+00:00:10
  cupola console --role guest --server tcp://127.0.0.1:7700

'cupola COMMAND --help' says more about each.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 failed, 2 bad input."""
    words = sys.argv[1:] if argv is None else list(argv)
    arguments = _parser(words).parse_args(words)
    configure_logging(arguments.log_level)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return exit_status.INTERRUPTED
    except BrokenPipeError:
        # Who read our output has gone. Python would fail once more flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_status.FAILED
    except OSError as error:
        if error.filename is None:
            raise
        print(f"cupola: {error.filename}: {error.strerror}", file=sys.stderr)
        return exit_status.BAD_INPUT
    except own_errors() as error:  # evaluated, and so imported, only when something went wrong
        print(f"cupola: {told(error)}", file=sys.stderr)
        return exit_status.BAD_INPUT
    return status


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; of the commands only the one in `words` is given its options."""
    parser = argparse.ArgumentParser(
        prog="cupola",
        description="The mission-day ground console for orbital tourism.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"cupola {importlib.metadata.version('cupola')}"
    )
    parser.add_argument(
        "--log-level", choices=LOG_LEVELS, default="info", help="how much to say (default: info)"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    chosen = next((word for word in words if word in {c.name for c in COMMANDS}), None)
    for command in COMMANDS:
        options = commands.add_parser(
            command.name,
            help=command.summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if command.name == chosen:
            command.give_options(options)
    return parser
