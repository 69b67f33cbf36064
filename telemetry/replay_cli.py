"""What ``cupola replay`` is told about the recording, and a replay as a mere source of frames."""

import argparse
import sys
from math import inf, isfinite, nan
from typing import Final

import zmq

from telemetry.curve import KeyFolder, KeysError
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.places import PLACE_HELP, place_argument
from telemetry.recording_times import parse_instant
from telemetry.replay import Replayer, ReplayError
from telemetry.replay_service import ReplayService
from telemetry.sockets import Context, LinkError, keys_words
from telemetry.store import MissionFile, StoreError
from telemetry.timebase import SystemClock, utc_text

MAX: Final = "max"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola replay`` its options."""
    parser.add_argument("file", type=place_argument, metavar="FILE", help=PLACE_HELP)
    parser.add_argument(
        "--from",
        dest="start",
        metavar="T",
        help="UTC, MET as 1/06:21:44, or T+HH:MM:SS since the recording began",
    )
    parser.add_argument(
        "--speed", default="1", metavar="X", help="0.1 to 1000 times real, or max for all at once"
    )
    parser.add_argument(
        "--publish",
        metavar="ENDPOINT",
        help="send frames alone, to a mission server that judges them anew, and end with them",
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input closes"
    )
    parser.set_defaults(keys=None)  # the command line offers it


def run(arguments: argparse.Namespace) -> int:
    """Publish a recording's frames to its end; return the process's exit code."""
    try:
        return _run(arguments)
    except (StoreError, ReplayError, LinkError, KeysError, ValueError) as error:
        sys.stderr.write(f"cupola replay: {error}\n")
        return 2


def _run(arguments: argparse.Namespace) -> int:
    lifeline = Lifeline(is_child=arguments.until_stdin_closes)
    context: Context = zmq.Context()
    try:
        with MissionFile.read(arguments.file) as file:
            replayer = open_replayer(file, arguments.speed)
            if arguments.start:
                replayer.seek(parse_instant(arguments.start, replayer.start_ns))
            replayer.play()
            keys = KeyFolder(arguments.keys) if arguments.keys else None
            publisher = FramePublisher(arguments.publish, context, keys=keys)
            sys.stderr.write(
                f"replaying {file.mission} from {utc_text(replayer.position_ns)} "
                f"on {publisher.endpoint}{keys_words(keys)}\n"
            )
            service = ReplayService(replayer, publisher)
            if arguments.speed == MAX:
                service.run_through(lambda: lifeline.is_cut)
            else:
                service.run(lambda: lifeline.is_cut or replayer.is_at_end)
            publisher.close()
    finally:
        context.destroy(linger=0)
    return 0


def open_replayer(file: MissionFile, speed: str) -> Replayer:
    """Return what plays a recording, as fast as was asked for; it does not play yet.

    Raises
    ------
    ReplayError
        If nothing is recorded, or the speed is none.
    """
    replayer = Replayer(file, session=f"{SystemClock().now_ns() // 1_000_000:x}")
    replayer.set_speed(parse_speed(speed))
    return replayer


def parse_speed(text: str) -> float:
    """Return a speed, infinite for max.

    Raises
    ------
    ReplayError
        If it is neither a number nor max.
    """
    if text == MAX:
        return inf
    try:
        speed = float(text)
    except ValueError:
        speed = nan
    if not isfinite(speed):
        raise ReplayError(f"--speed must be a number or max, got '{text}'")
    return speed
