"""Space packets → frames, by an XTCE definition.

What is not plain (see `telemetry.packet_layout`) is followed field by field by
space_packet_parser. Whatever bytes come, they give a frame or are counted; nothing is raised.
"""

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from space_packet_parser import exceptions
from space_packet_parser.common import BoolParameter, StrParameter
from space_packet_parser.xtce.definitions import XtcePacketDefinition

from telemetry.dictionary import MissionDatabase, Packet, ParameterKind
from telemetry.packet_definition import MISFITS
from telemetry.packet_layout import PacketLayout, fixed_layout
from telemetry.space_packet import (
    IDLE_APID,
    PrimaryHeader,
    SegmentJoiner,
    SequenceCounter,
    SpacePacketError,
    read_header,
)
from telemetry.time_code import TimeCode
from telemetry.wire import LATEST_NS, Frame


@dataclass(slots=True)
class ApidCount:
    """What became of the packets of one APID.

    Parameters
    ----------
    received : int
        All that came, segments counted one by one.
    decoded : int
        Those that became a frame.
    unknown : int
        Those the definition says nothing about.
    short, undecodable : int
        Those with too few bytes; those the definition cannot be followed through.
    mistimed : int
        Frames whose time code made no sense; they carry the reception time.
    """

    received: int = 0
    decoded: int = 0
    unknown: int = 0
    short: int = 0
    undecodable: int = 0
    mistimed: int = 0
    sequence: SequenceCounter = field(default_factory=SequenceCounter)

    @property
    def lost(self) -> int:
        """Packets that never came, by the sequence count."""
        return self.sequence.lost


class PacketDecoder:
    """Decodes the packets of one source.

    Parameters
    ----------
    database
        Packets and parameters to be decoded, from the same XTCE file.
    definition
        How they are laid out.
    time_code
        When they were made; None for their reception times.
    source
        Name and session in every frame.
    """

    def __init__(
        self,
        database: MissionDatabase,
        definition: XtcePacketDefinition,
        *,
        time_code: TimeCode | None,
        source: str,
    ) -> None:
        self._definition = definition
        self._time_code = time_code
        self._source = source
        self._joiner = SegmentJoiner()
        self._malformed = 0
        self._counts: dict[int, ApidCount] = {}
        self._sequences: dict[str, int] = {}
        self.kinds: dict[int, list[PacketKind]] = {}
        """What may come under each APID."""
        for packet in database.packets:
            kind = PacketKind(packet, definition)
            self.kinds.setdefault(packet.apid, []).append(kind)

    @property
    def counts(self) -> Mapping[int, ApidCount]:
        """What became of the packets, by APID."""
        return self._counts

    @property
    def malformed(self) -> int:
        """Messages without the header of a space packet."""
        return self._malformed

    @property
    def broken_segments(self) -> int:
        """Times part of segmented user data was missing."""
        return self._joiner.broken

    def decode(self, packet: bytes, received_ns: int) -> Frame | None:
        """Return the frame of one row that a packet completes, or None."""
        try:
            header = read_header(packet)
        except SpacePacketError:
            self._malformed += 1
            return None
        if header.apid == IDLE_APID:
            return None
        count = self._counts.setdefault(header.apid, ApidCount())
        count.received += 1
        number = count.sequence.count(header.sequence_count)
        if len(packet) < header.total_bytes:
            count.short += 1
            return None
        whole = self._joiner.take(packet, header)
        kinds = self.kinds.get(header.apid)
        if whole is None:
            return None
        if not kinds or header.is_telecommand:
            count.unknown += 1
            return None
        found = self._read(whole, header, kinds, count)
        if found is None:
            return None
        kind, values = found
        count.decoded += 1
        if len(kinds) > 1:
            number = self._sequences[kind.packet.name] = (
                self._sequences.get(kind.packet.name, -1) + 1
            )
        return Frame(
            source=self._source,
            packet=kind.packet.name,
            sequence=number,
            generated_ns=self._instant_ns(values, received_ns, count),
            values=kind.row(values),
        )

    def _read(
        self, packet: bytes, header: PrimaryHeader, kinds: list["PacketKind"], count: ApidCount
    ) -> tuple["PacketKind", Mapping[str, Any]] | None:
        if len(kinds) == 1 and kinds[0].layout is not None:
            if len(packet) < kinds[0].layout.total_bytes:
                count.short += 1
                return None
            values = kinds[0].layout.read(packet)
            if not kinds[0].layout.fits(values):
                count.unknown += 1
                return None
            return kinds[0], values
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = self._definition.parse_bytes(packet)
        except exceptions.UnrecognizedPacketTypeError:
            count.unknown += 1
            return None
        except MISFITS:
            count.undecodable += 1
            return None
        kind = max(kinds, key=lambda each: each.share_in(parsed))
        if not kind.share_in(parsed):
            count.unknown += 1
            return None
        return kind, {name: _number(value) for name, value in parsed.items()}

    def _instant_ns(self, values: Mapping[str, Any], received_ns: int, count: ApidCount) -> int:
        if self._time_code is None:
            return received_ns
        try:
            instant_ns = self._time_code.instant_ns(values)
        except (KeyError, ValueError, OverflowError):
            instant_ns = 0
        if 0 < instant_ns < LATEST_NS:
            return instant_ns
        count.mistimed += 1
        return received_ns


class PacketKind:
    """One packet of the database and how to read it.

    `layout` is None where the definition must be followed field by field.
    """

    def __init__(self, packet: Packet, definition: XtcePacketDefinition) -> None:
        self.packet = packet
        self.layout: PacketLayout | None = fixed_layout(definition, packet.name)
        # A parameter of several packets is named after each: telemetry.xtce.
        self._names = [each.id.removeprefix(f"{packet.name}.") for each in packet.parameters]
        self._marks = list(_marks_of_invalid(packet, self._names, definition))

    def share_in(self, parsed: Mapping[str, object]) -> int:
        """Return how many parameters there are if all of them are in `parsed`, else 0."""
        return len(self._names) if all(name in parsed for name in self._names) else 0

    def row(self, values: Mapping[str, Any]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Return the parameters' values as one row; NaN is INVALID."""
        row = np.array([[values.get(name, math.nan) for name in self._names]], np.float64)
        for column, mark in self._marks:
            if row[0, column] == mark:
                row[0, column] = np.nan
        row[np.isinf(row)] = np.nan
        return row


def _marks_of_invalid(
    packet: Packet, names: Sequence[str], definition: XtcePacketDefinition
) -> Iterable[tuple[int, float]]:
    """Yield columns whose number with all bits set is no value, and that number.

    That is how a vehicle says INVALID of an integer or a state; where all bits set lies within
    the parameter's range it is a value like any other.
    """
    for column, (parameter, name) in enumerate(zip(packet.parameters, names, strict=True)):
        encoding = definition.parameters[name].parameter_type.encoding
        bits = getattr(encoding, "size_in_bits", None)
        if parameter.kind is ParameterKind.FLOAT or not isinstance(bits, int):
            continue
        mark = float((1 << bits) - 1)
        if not parameter.range_low <= mark <= parameter.range_high:
            yield column, mark


def _number(value: object) -> float:
    """Return a parsed value as a number: of states and booleans the raw one; else NaN."""
    if isinstance(value, StrParameter | BoolParameter):
        value = value.raw_value
    return float(value) if isinstance(value, int | float) else math.nan
