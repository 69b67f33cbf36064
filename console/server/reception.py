"""Who sits behind each connection, and what they are told. No sockets.

Nothing a console sends can do more than be answered or be dropped and counted: messages are
decoded within bounds, each connection may ask so much and no more, and with keys the role and
the name are those of the key, whatever the message says.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from console.domain.roles import Role
from console.protocol import (
    ASK_MAX_BYTES,
    PROTOCOL_VERSION,
    Answer,
    Ask,
    AskFrames,
    AskHistory,
    AskRecording,
    AskSnapshot,
    Complaint,
    FromServer,
    Hello,
    ProtocolError,
    Stranger,
    Welcome,
    decode_to_server,
)
from console.server.authority import Authority, Moment, Ruling
from console.server.frame_service import answer_frames
from console.server.history_service import answer_history
from console.server.rate_limit import RateLimit
from console.server.record import Record
from telemetry.curve import KeyHolder
from telemetry.store import StoreError

logger = logging.getLogger(__name__)

# Whoever was silent longest is forgotten first, and introduces itself again when it speaks.
MOST_SEATS: Final = 512
# A welcome carries the whole configuration.
COST_OF_HELLO: Final = 20.0

Question = AskSnapshot | AskHistory | AskFrames | AskRecording


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits behind one connection."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One connection as the server's socket knows it.

    Parameters
    ----------
    identity : bytes
        Tells it from every other connection.
    holder : KeyHolder or None
        Whose key it showed; None without keys.
    """

    identity: bytes
    holder: KeyHolder | None = None


class Reception:
    """Answers consoles.

    Parameters
    ----------
    settle : callable
        Writes a ruling, makes it true and tells everybody; raises `StoreError` if it cannot.
    moment : callable
        Returns what time it is.
    is_secured : bool
        Whether keys are used; then who shows none is not heard.
    """

    def __init__(
        self,
        authority: Authority,
        record: Record,
        *,
        settle: Callable[[Ruling], None],
        moment: Callable[[], Moment],
        is_secured: bool,
    ) -> None:
        self.dropped = 0
        self._authority = authority
        self._record = record
        self._settle = settle
        self._moment = moment
        self._is_secured = is_secured
        self._seats: OrderedDict[bytes, Seat] = OrderedDict()
        self._limits: OrderedDict[bytes, RateLimit] = OrderedDict()

    def reply(self, caller: Caller, payload: bytes, now_s: float) -> FromServer | None:
        """Return the answer to a message that came at monotonic `now_s`; None for none."""
        if self._is_secured and caller.holder is None:
            self.drop("a message of somebody whose key is not enrolled any more")
            return Complaint(reason="This console's key is not enrolled any more.")
        limit = self._limit(caller.identity, now_s)
        if not limit.allows(now_s):
            self.drop("a message of somebody who asks too much")
            return None  # answering a flood would make it two
        if len(payload) > ASK_MAX_BYTES:
            self.drop(f"a message of {len(payload)} bytes")
            return Complaint(reason=f"Not understood: more than {ASK_MAX_BYTES} bytes.")
        try:
            message = decode_to_server(payload)
        except ProtocolError as error:
            self.drop(str(error))
            return Complaint(reason=f"Not understood: {error}")
        if isinstance(message, Hello):
            if not limit.allows(now_s, COST_OF_HELLO):
                self.drop("a hello of somebody who says it too often")
                return None
            return self._welcome(caller, message)
        return self._answer(caller, message)

    def drop(self, what: str) -> None:
        """Count something that was not taken; the 1st, 2nd, 4th, 8th … are said."""
        self.dropped += 1
        if self.dropped & (self.dropped - 1) == 0:
            logger.warning("message %d dropped: %s", self.dropped, what)

    def forget_all(self) -> None:
        """Forget every seat: the connections they sat behind were cut."""
        self._seats.clear()

    def _limit(self, identity: bytes, now_s: float) -> RateLimit:
        limit = self._limits.get(identity)
        if limit is None:
            limit = self._limits[identity] = RateLimit(now_s)
            if len(self._limits) > MOST_SEATS:
                self._limits.popitem(last=False)
        self._limits.move_to_end(identity)
        return limit

    def _welcome(self, caller: Caller, hello: Hello) -> Welcome | Complaint:
        if hello.version != PROTOCOL_VERSION:
            return Complaint(
                reason=f"This server speaks version {PROTOCOL_VERSION}, the console "
                f"version {hello.version}. Install the same Cupola on both."
            )
        seat = Seat(hello.role, hello.name)
        if caller.holder is not None:
            if caller.holder.role != hello.role:
                self.drop(f"a hello as {hello.role} with the key of {caller.holder.name}")
                return Complaint(
                    reason=f"The key of {caller.holder.name} is for the role "
                    f"{caller.holder.role}, not {hello.role}."
                )
            seat = Seat(Role(caller.holder.role), caller.holder.name)
        self._seats[caller.identity] = seat
        self._seats.move_to_end(caller.identity)
        if len(self._seats) > MOST_SEATS:
            self._seats.popitem(last=False)
        return Welcome(
            version=PROTOCOL_VERSION,
            role=seat.role,
            mission=self._authority.mission.id,
            configuration=self._record.configuration,
            is_secured=self._is_secured,
        )

    def _answer(self, caller: Caller, message: Question | Ask) -> FromServer:
        seat = self._seats.get(caller.identity)
        if seat is None or not _is_sitting_there(caller, seat):
            return Stranger()
        self._seats.move_to_end(caller.identity)
        if isinstance(message, Ask):
            return self._decide(message, seat)
        try:
            return self.look_up(message, seat)
        except Exception:  # a fault of ours that one question found must not end it for all
            logger.exception("a question could not be answered")
            self.drop("a question that could not be answered")
            return Complaint(reason="The server could not answer this; its log says more.")

    def look_up(self, message: Question, seat: Seat) -> FromServer:
        """Return the answer to a question that changes nothing."""
        database = self._authority.mission.database
        match message:
            case AskSnapshot():
                return self._authority.snapshot(message)
            case AskHistory():
                return answer_history(message, seat.role, self._record.file, database)
            case AskFrames():
                return answer_frames(message, seat.role, self._record.file, database)
            case AskRecording():
                return Complaint(reason="This is no replay.")

    def _decide(self, ask: Ask, seat: Seat) -> Answer:
        try:
            answer, ruling = self._authority.ask(ask, seat.role, seat.name, self._moment())
        except Exception:  # as above; nothing is true yet, so nothing is half done
            logger.exception("a request could not be judged")
            self.drop("a request that could not be judged")
            return Answer(
                request_id=ask.request_id,
                accepted=False,
                reason="The server could not judge this, so it was not done; its log says more.",
            )
        try:
            self._settle(ruling)
        except StoreError as error:
            logger.error("a decision could not be written: %s", error)
            return Answer(
                request_id=ask.request_id,
                accepted=False,
                reason=f"The decision could not be written down, so it was not made: {error}",
            )
        self._authority.remember(answer, seat.role, seat.name)
        return answer


def _is_sitting_there(caller: Caller, seat: Seat) -> bool:
    """Whether the key is still the one the seat was given to."""
    holder = caller.holder
    return holder is None or (holder.role, holder.name) == (seat.role, seat.name)
