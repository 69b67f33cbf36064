"""The options of ``cupola replay``, and a replay as a source of telemetry."""

import argparse
import sys
from typing import Final

import zmq

from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.places import PLACE_HELP, place_argument
from telemetry.recording_times import parse_instant
from telemetry.replay import Replayer, ReplayError
from telemetry.replay_service import ReplayService
from telemetry.sockets import Context, LinkError
from telemetry.store import MissionFile, StoreError
from telemetry.timebase import SystemClock, utc_text

EXAMPLES: Final = """\
examples:
  cupola replay day.mission
  cupola replay day.mission --from 2021-09-17T18:00:00Z --speed 10
  cupola replay day.mission --from T+05:30:00 --speed max
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola replay`` its options."""
    parser.add_argument("file", type=place_argument, metavar="FILE", help=PLACE_HELP)
    parser.add_argument(
        "--from", dest="start", metavar="T", help="UTC, or T+HH:MM:SS since the recording began"
    )
    parser.add_argument(
        "--speed", default="1", metavar="X", help="0.1 to 1000 times real, or max for all at once"
    )
    parser.add_argument(
        "--publish",
        default="tcp://127.0.0.1:7690",
        metavar="ENDPOINT",
        help="where to publish frames (default %(default)s)",
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input closes"
    )


def run(arguments: argparse.Namespace) -> int:
    """Replay a recording to its end; return the process's exit code."""
    try:
        return _run(arguments)
    except (StoreError, ReplayError, LinkError, ValueError) as error:
        sys.stderr.write(f"cupola replay: {error}\n")
        return 2


def _run(arguments: argparse.Namespace) -> int:
    lifeline = Lifeline(is_child=arguments.until_stdin_closes)
    context: Context = zmq.Context()
    try:
        with MissionFile.read(arguments.file) as file:
            session = f"{SystemClock().now_ns() // 1_000_000:x}"
            replayer = _replayer(file, session, arguments)
            publisher = FramePublisher(arguments.publish, context)
            sys.stderr.write(
                f"replaying {file.mission} from {utc_text(replayer.position_ns)} "
                f"on {publisher.endpoint}\n"
            )
            service = ReplayService(replayer, publisher)
            if arguments.speed == "max":
                service.run_through(lambda: lifeline.is_cut)
            else:
                service.run(lambda: lifeline.is_cut or replayer.is_at_end)
            publisher.close()
    finally:
        context.destroy(linger=0)
    return 0


def _replayer(file: MissionFile, session: str, arguments: argparse.Namespace) -> Replayer:
    replayer = Replayer(file, session=session)
    if arguments.start:
        replayer.seek(parse_instant(arguments.start, replayer.start_ns))
    if arguments.speed != "max":
        replayer.set_speed(_number(arguments.speed))
    replayer.play()
    return replayer


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ReplayError(f"--speed must be a number or max, got '{text}'") from None
