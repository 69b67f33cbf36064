"""The command line: one door to everything; each command loads only what it needs."""

import argparse
import importlib.metadata
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from console.cli import exit_status
from console.cli.failures import own_errors
from console.cli.log import LOG_LEVELS, configure_logging


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word after ``cupola``; `configure` imports what the command needs, and no sooner."""

    name: str
    summary: str
    configure: Callable[[argparse.ArgumentParser], None]


def _configure_run(parser: argparse.ArgumentParser) -> None:
    from console.cli.run_command import configure

    configure(parser)


def _configure_server(parser: argparse.ArgumentParser) -> None:
    from console.cli.server_command import configure

    configure(parser)


def _configure_console(parser: argparse.ArgumentParser) -> None:
    from console.cli.console_command import configure

    configure(parser)


def _configure_simulate(parser: argparse.ArgumentParser) -> None:
    from console.cli.simulate_command import configure

    configure(parser)


def _configure_keys(parser: argparse.ArgumentParser) -> None:
    from console.cli.keys_command import configure

    configure(parser)


def _configure_plan(parser: argparse.ArgumentParser) -> None:
    from console.cli.plan_command import configure

    configure(parser)


COMMANDS: Final = (
    Command(
        name="run",
        summary="start a whole mission day on this machine",
        configure=_configure_run,
    ),
    Command(
        name="server",
        summary="start the mission server alone",
        configure=_configure_server,
    ),
    Command(
        name="console",
        summary="open one console",
        configure=_configure_console,
    ),
    Command(
        name="simulate",
        summary="fly the simulated vehicle",
        configure=_configure_simulate,
    ),
    Command(
        name="plan",
        summary="plan who sees what, through which window and when",
        configure=_configure_plan,
    ),
    Command(
        name="keys",
        summary="make, trust and revoke the keys that protect links",
        configure=_configure_keys,
    ),
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
        print(f"cupola: {error}", file=sys.stderr)
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
            command.configure(options)
    return parser
