"""What a mission file holds and whether it is whole: for `cupola info` and `cupola doctor`."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from telemetry.blocks import BlockError
from telemetry.frame_reading import FrameReader
from telemetry.levels import GAP_PERIODS, TIERS, Integers
from telemetry.places import Place, place_of
from telemetry.records import GENERATED
from telemetry.sealing import MOST_BUCKETS, opened_levels
from telemetry.store import MissionFile
from telemetry.streams import END_OF_TIME_NS, Reign, Streams, TailRows
from telemetry.tables import StoreDamagedError, StoreError, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketContent:
    """What is recorded of one packet from one session of its source.

    Parameters
    ----------
    rows, columns : int
        Samples of each parameter; parameters.
    first_ns, last_ns : int
        Generation times of the first and the last row.
    gaps : int
        Times the next row came later than one and a half periods.
    """

    packet: str
    source: str
    rows: int
    columns: int
    first_ns: int
    last_ns: int
    gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a mission file holds, and all that is wrong with it.

    Parameters
    ----------
    facts : int
        Facts that could be read.
    bytes_on_disk : int
        As its place tells.
    problems : tuple of str
        One line each; empty if the file is whole.
    """

    mission: str
    epoch: int
    configuration: tuple[str, ...]
    packets: tuple[PacketContent, ...]
    facts: int
    bytes_on_disk: int
    problems: tuple[str, ...]

    @property
    def values(self) -> int:
        """Samples of all parameters together."""
        return sum(packet.rows * packet.columns for packet in self.packets)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def inspect(
    where: Path | Place,
    progress: Callable[[float], None] = lambda _: None,
    *,
    is_thorough: bool = True,
) -> Inspection:
    """Read all of a mission file, checking every block and the chain of facts.

    Parameters
    ----------
    is_thorough
        Whether to check; else only as much is read as tells what there is.
    progress
        Told the share done, 0 to 1.

    Raises
    ------
    StoreError
        If it is no mission file, or so damaged that nothing can be read of it.
    """
    place = place_of(where)
    problems = list(place.problems()) if is_thorough else []
    with MissionFile.read(place) as mission:
        facts = 0
        try:
            broken = mission.verify_chain() if is_thorough else None
            facts = sum(1 for _ in mission.entries())
            if broken is not None:
                problems.append(f"fact {broken} was changed, or one before it is missing")
        except StoreDamagedError as error:
            problems.append(f"facts: {error}")
        mission_name, epoch = mission.mission, mission.epoch
        configuration: tuple[str, ...] = ()
        try:
            configuration = tuple(mission.configuration)
            if is_thorough and not mission.verify_beginning():
                problems.append("configuration: not what the record began with")
        except StoreDamagedError as error:
            problems.append(f"configuration: {error}")
    with closing(place.open_to_read()) as tables:
        tails = TailRows(tables)
        streams = Streams(tables, tails)
        checked = problems if is_thorough else None
        packets = tuple(_contents(tables, streams, checked, progress))
    return Inspection(
        mission=mission_name,
        epoch=epoch,
        configuration=configuration,
        packets=packets,
        facts=facts,
        bytes_on_disk=place.bytes_on_disk(),
        problems=(*problems, *tails.damage, *streams.damage),
    )


def _contents(
    tables: Tables,
    streams: Streams,
    problems: list[str] | None,
    progress: Callable[[float], None],
) -> Iterator[PacketContent]:
    """Yield what there is of each packet; look for `problems` if they are to be listed."""
    reader = FrameReader(streams)
    with streams.snapshot():
        reigns = streams.reigns()
        for number, reign in enumerate(reigns):
            try:
                if problems is None:
                    content = _content(_times(streams, reign), reign)
                else:
                    rows = reader.rows(reign, -END_OF_TIME_NS, END_OF_TIME_NS)
                    content = _content((words[:, GENERATED] for words in rows), reign)
                    problems += _problems_of_levels(tables, reign)
            except StoreError as error:
                if problems is not None:
                    problems.append(f"{reign.packet.name} from {reign.stream.source}: {error}")
            else:
                if content:
                    yield content
            progress((number + 1) / len(reigns))


def _times(streams: Streams, reign: Reign) -> Iterator[Integers]:
    """Yield generation times as `FrameReader.rows` has them, and open nothing else."""
    span = (-END_OF_TIME_NS, END_OF_TIME_NS)
    cells = streams.cells(reign, GENERATED, *span)
    for block in streams.blocks(reign, *span):
        try:
            yield streams.times_ns(reign, block, cells.get(block.id, b""))
        except BlockError as error:
            streams.note_damage(reign, block, error)
    yield streams.live(reign)[:, GENERATED]


def _content(pieces: Iterable[Integers], reign: Reign) -> PacketContent | None:
    rows, gaps = 0, 0
    spans: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.size:
            times_ns = np.sort(piece)
            before_ns = spans[-1][1] if spans else int(times_ns[0])
            steps_ns = np.diff(times_ns, prepend=min(before_ns, int(times_ns[0])))
            gaps += int((steps_ns > GAP_PERIODS * reign.packet.period_ns).sum())
            spans.append((int(times_ns[0]), int(times_ns[-1])))
            rows += times_ns.size
    if not spans:
        return None
    return PacketContent(
        packet=reign.packet.name,
        source=reign.stream.source,
        rows=rows,
        columns=reign.packet.columns,
        first_ns=min(span[0] for span in spans),
        last_ns=max(span[1] for span in spans),
        gaps=gaps,
    )


def _problems_of_levels(tables: Tables, reign: Reign) -> list[str]:
    problems = []
    for word, parameter in enumerate(reign.packet.parameters, start=4):
        channel = reign.first_channel + word
        try:
            for tier in range(TIERS):
                opened_levels(
                    tables.levels(
                        channel, tier, reign.stream.id, -(1 << 62), (1 << 62) - MOST_BUCKETS
                    )
                )
        except (BlockError, StoreDamagedError) as error:
            problems.append(f"levels of {parameter.id}: {error}")
    return problems
