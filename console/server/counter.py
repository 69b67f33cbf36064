"""The counter at which consoles are served: what came through the doors, answered in turn."""

import time
from typing import Final

from console.protocol import FromServer, encode
from console.server.doors import ConsoleDoors
from console.server.reception import Caller, Reception

# Of one turn: a flood of questions must not stop the telemetry.
SERVE_FOR_S: Final = 0.02


def serve_consoles(doors: ConsoleDoors, reception: Reception) -> None:
    """Answer what waits at the doors, for a moment at most."""
    if doors.mind():
        reception.forget_all()
    until_s = time.monotonic() + SERVE_FOR_S
    for caller, parts in doors.questions():
        now_s = time.monotonic()
        answer = _reply(reception, caller, parts, now_s)
        if answer is not None and not doors.answer(caller, encode(answer)):
            reception.drop("an answer to a console that is gone or does not read")
        if now_s > until_s:
            return


def _reply(
    reception: Reception, caller: Caller, parts: list[bytes], now_s: float
) -> FromServer | None:
    if not parts:
        reception.drop("a message without a body")
        return None
    return reception.reply(caller, parts[-1], now_s)
