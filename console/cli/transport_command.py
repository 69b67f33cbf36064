"""``cupola transport``: a replay driven from the command line."""

import argparse
import time
from queue import Empty
from typing import Final

from console.cli import exit_status
from console.cli.keys_option import add_keys_option
from console.client.desk import Desk
from console.client.session import Session
from console.domain.replay import ReplayStatus
from console.domain.replay_requests import (
    LoopReplay,
    MarkReplay,
    PaceReplay,
    ReplayRequest,
    SeekReplay,
    StepReplay,
    StepTo,
)
from console.domain.roles import Role
from console.protocol import DEFAULT_LISTEN, Answer
from telemetry.curve import KeyFolder
from telemetry.recording_times import parse_of_recording
from telemetry.replay import ReplayError
from telemetry.replay_cli import parse_speed
from telemetry.timebase import SystemClock, met_text, utc_text

ANSWER_WITHIN_S: Final = 10.0
STEPS: Final = {
    "frame": StepTo.FRAME,
    "fact": StepTo.FACT,
    "next-alarm": StepTo.NEXT_ALARM,
    "previous-alarm": StepTo.PREVIOUS_ALARM,
}
_EXAMPLES = """\
examples:
  cupola transport status
  cupola transport pause
  cupola transport play --speed 60          0.1 to 1000 times real, or max
  cupola transport step fact                frame, fact, next-alarm or previous-alarm
  cupola transport seek 1/06:21:44          MET, UTC, or T+HH:MM:SS since the recording began
  cupola transport loop T+01:00:00 T+01:05:00;  cupola transport loop
  cupola transport mark "leak begins"       at the instant shown
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola transport`` its options."""
    parser.description = "Drive a replay that consoles have joined."
    parser.epilog = _EXAMPLES
    acts = ("status", "play", "pause", "step", "seek", "loop", "mark")
    parser.add_argument("act", choices=acts, help=" | ".join(acts))
    parser.add_argument("words", nargs="*", metavar="WHAT", help="where to, or what name")
    parser.add_argument("--speed", metavar="X", help="for play: times real, or max")
    parser.add_argument("--server", default=DEFAULT_LISTEN, metavar="ENDPOINT", help="the replay's")
    add_keys_option(parser, "show the key of a trainer")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    keys = KeyFolder(arguments.keys) if arguments.keys else None
    session = Session(arguments.server, Role.TRAINER, "", SystemClock(), keys=keys)
    session.start()
    try:
        seat = _Seat(session)
        status = seat.status()
        if arguments.act != "status":
            seat.ask(_request(arguments, status, seat.desk.mission.launch_ns))
            status = seat.status()
        print(_line(status, seat.desk.mission.launch_ns))
    finally:
        session.close()
    return exit_status.OK


class _Seat:
    """A trainer's session without a window."""

    def __init__(self, session: Session) -> None:
        self.desk = Desk(Role.TRAINER, SystemClock())
        self._session = session
        self._until_s = time.monotonic() + ANSWER_WITHIN_S

    def status(self) -> ReplayStatus:
        """Wait for the replay to say where it stands."""
        before = self.desk.replay
        while True:
            self._hear()
            told = self.desk.replay
            if told is None or told is before:
                continue
            if self.desk.is_in_step and self.desk.is_open:
                return told

    def ask(self, request: ReplayRequest) -> None:
        """Have something done; raises `ReplayError` with the reason if it is not."""
        request_id = self._session.submit(request)
        answer: Answer | None = None
        while answer is None:
            answer = next((a for a in self._hear() if a.request_id == request_id), None)
        if not answer.accepted:
            raise ReplayError(answer.reason)

    def _hear(self) -> tuple[Answer, ...]:
        left_s = self._until_s - time.monotonic()
        try:
            event = self._session.inbox.get(timeout=max(0.0, left_s))
        except Empty:
            why = self.desk.complaint or "Is it one? 'cupola replay FILE' starts one."
            raise ReplayError(f"no replay answers in {ANSWER_WITHIN_S:g} s. {why}") from None
        return self.desk.take([event]).answers


def _request(arguments: argparse.Namespace, now: ReplayStatus, launch_ns: int) -> ReplayRequest:
    words = arguments.words
    match arguments.act:
        case "play":
            speed = parse_speed(arguments.speed) if arguments.speed else now.speed
            return PaceReplay(speed=speed, is_paused=False)
        case "pause":
            return PaceReplay(speed=now.speed, is_paused=True)
        case "step" if len(words) == 1 and words[0] in STEPS:
            return StepReplay(to=STEPS[words[0]])
        case "seek" if len(words) == 1:
            return SeekReplay(instant_ns=_instant(words[0], now, launch_ns))
        case "loop" if not words:
            return LoopReplay()
        case "loop" if len(words) == 2:
            from_ns, to_ns = (_instant(word, now, launch_ns) for word in words)
            return LoopReplay(from_ns=from_ns, to_ns=to_ns)
        case "mark" if len(words) == 1:
            return MarkReplay(instant_ns=now.position_ns, name=words[0])
    raise ReplayError(
        f"'{' '.join([arguments.act, *words])}' is not understood; see 'cupola transport --help'"
    )


def _instant(text: str, now: ReplayStatus, launch_ns: int) -> int:
    try:
        return parse_of_recording(text, start_ns=now.start_ns, launch_ns=launch_ns)
    except ValueError as error:
        raise ReplayError(str(error)) from None


def _line(status: ReplayStatus, launch_ns: int) -> str:
    pace = "paused" if status.is_paused else f"playing at {status.speed:g} times real"
    return (
        f"{status.session}: {utc_text(status.position_ns)}, "
        f"MET {met_text((status.position_ns - launch_ns) / 1e9)}, {pace}"
    )
