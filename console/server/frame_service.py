"""Answers consoles that missed frames."""

from typing import Final, Protocol

from console.domain.roles import Role
from console.protocol import ANSWER_MAX_BYTES, AskFrames, Complaint, Frames
from telemetry.dictionary import MissionDatabase
from telemetry.store import StoreError
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame, encode_frame

# Looked through for one answer; who missed more asks on. Bounds what an answer costs the server.
SPAN_NS: Final = 600 * NS_PER_S


class KnownFrames(Protocol):
    """Where frames can be had again: a mission file, or what a replay published."""

    def frames(
        self, packet: str, source: str, *, sequences: range, from_ns: int, to_ns: int
    ) -> list[Frame]:
        """Return frames with certain numbers from a span, its end excluded."""
        ...


def answer_frames(
    asked: AskFrames, role: Role, known: KnownFrames, database: MissionDatabase
) -> Frames | Complaint:
    """Return the frames, as many as one answer holds, or why they are not to be had."""
    packet = database.packet_by_name.get(asked.packet)
    if packet is None:
        return Complaint(reason=f"There is no packet '{asked.packet}'.")
    if packet.is_medical and not role.may_see_medical:
        return Complaint(reason="Medical values are not for this seat.")
    if asked.to_ns <= asked.from_ns or asked.last < asked.first:
        return Complaint(reason="Frames want a span and a range of numbers.")
    until_ns = min(asked.to_ns, asked.from_ns + SPAN_NS)
    try:
        found = known.frames(
            asked.packet,
            asked.source,
            sequences=range(asked.first, asked.last + 1),
            from_ns=asked.from_ns,
            to_ns=until_ns,
        )
    except StoreError as error:
        return Complaint(reason=f"The record cannot be read: {error}")
    return _page(asked, found, until_ns)


def _page(asked: AskFrames, found: list[Frame], until_ns: int) -> Frames:
    room = ANSWER_MAX_BYTES
    taken: list[bytes] = []
    for frame in sorted(found, key=lambda frame: frame.generated_ns):
        encoded = encode_frame(frame)
        room -= len(encoded)
        if taken and room < 0:
            until_ns = frame.generated_ns
            break
        taken.append(encoded)
    return Frames(packet=asked.packet, source=asked.source, until_ns=until_ns, frames=tuple(taken))
