"""Values the ground works out where a vehicle does not send them: rates, averages, reserves.

They are a packet of their own, one row for each whole second of sample time, and are recorded,
relayed and judged like any other. A second is worked out once every packet it needs has passed
it, or none can be waited for any longer. Samples that come later still are put into their places,
and every second they change is said again: in the end each says what it would have said if
nothing had been late. What a formula says outside its parameter's range is said as the end of
the range.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from telemetry.derivation import Derivation
from telemetry.derived_file import PACKET, PERIOD_NS
from telemetry.derived_formulas import make_formula
from telemetry.derived_samples import NEVER_NS, InputSamples
from telemetry.dictionary import MissionDatabase, Parameter
from telemetry.lull import Lull
from telemetry.past_rows import PastRows
from telemetry.rows import NewestRows, Values
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

PATIENCE_NS: Final = 5 * NS_PER_S
ROWS_MOST: Final = 600  # in a frame; the seconds of a longer gap are said only once it is filled
# How late a sample may be: as far back as consoles remember every row.
REACH_S: Final = 7200


class DerivedWatch:
    """Follows a vehicle's frames and works out what it does not send.

    Parameters
    ----------
    session : str
        Name of this life of the ground, as the source of its frames.
    """

    def __init__(self, database: MissionDatabase, session: str) -> None:
        packet = database.packet_by_name.get(PACKET)
        derived = packet.parameters if packet is not None else ()
        self._session = session
        self._sequence = 0
        self._late_frames = 0
        self._lull = Lull()
        self._wanted = _inputs_by_packet(database, derived)
        self._packets = database.packet_by_name
        inputs = [name for names in self._wanted.values() for name in names]
        columns = [*inputs, *(parameter.id for parameter in derived)]
        place = {name: column for column, name in enumerate(columns)}
        self._first_derived = len(inputs)
        self._workings = [_Working(parameter, place) for parameter in derived]
        self._kept_s = REACH_S + _longest_s(derived)
        self.kept_ns = self._kept_s * NS_PER_S
        """How far back samples and seconds are remembered."""
        self.packets = frozenset({PACKET, *self._wanted})
        """What it works on: the packet it makes, and those it needs for that."""
        self._changed_ns = NEVER_NS  # from when on seconds may be others by now
        self._begin("")

    def take(self, frame: Frame) -> Frame | None:
        """Return the seconds that can be worked out now that `frame` came; None if none can."""
        if frame.packet not in self._inputs:
            return None
        if frame.source != self._source:
            self._begin(frame.source)
        samples = self._inputs[frame.packet]
        self._note_late(samples.add(frame))
        newest_ns = max(each.newest_ns for each in self._inputs.values())
        if newest_ns - self._done_ns > ROWS_MOST * NS_PER_S:  # so at first, too
            self._pass_over(_whole(frame.generated_ns - 1))
        # Frames of many rows come in turns: what is of the same stretch is waited for.
        span_ns = frame.rows * samples.packet.period_ns
        complete_ns = min(each.complete_ns for each in self._inputs.values())
        last_ns = _whole(max(complete_ns, newest_ns - PATIENCE_NS - 2 * span_ns))
        if last_ns <= self._done_ns:
            return None
        first_ns = self._done_ns + PERIOD_NS
        self._make_room(last_ns)
        self._work_out(first_ns)
        return self._said(first_ns, last_ns)

    def take_late(self) -> list[Frame]:
        """Return again, in order, the seconds that are others since samples came late.

        Called a few times a second: while more comes late it waits, but not for ever.
        """
        if not self._lull.is_over(self._late_frames) or self._changed_ns > self._done_ns:
            return []
        from_ns = max(self._changed_ns, self._done_ns - REACH_S * NS_PER_S)
        self._changed_ns = NEVER_NS
        first = int(np.searchsorted(self._seconds.keys, from_ns))
        before = self._seconds.values[first:].copy()
        times_ns = self._seconds.keys[first:]
        self._work_out(from_ns)
        after = self._seconds.values[first:]
        differs = (before != after) & ~(np.isnan(before) & np.isnan(after))
        changed_ns = times_ns[differs[:, self._first_derived :].any(axis=1)].tolist()
        if not changed_ns:
            return []
        # The first that a life of the ground says stands, in the record, for all that follows.
        last_ns = changed_ns[-1] if self._sequence else self._done_ns
        step_ns = ROWS_MOST * PERIOD_NS
        return [
            self._said(at_ns, min(at_ns + step_ns - PERIOD_NS, last_ns))
            for at_ns in range(changed_ns[0], last_ns + 1, step_ns)
        ]

    def go_on(self, past: Mapping[str, PastRows]) -> None:
        """Go on after a restart; what the seconds of the record lack is late.

        Parameters
        ----------
        past : mapping of str to PastRows
            What was recorded of the last `kept_ns`, by packet.
        """
        said = past.get(PACKET)
        sent = [past[packet] for packet in self._wanted if packet in past]
        if said is None or not sent:
            return
        self._begin(max(sent, key=lambda rows: int(rows.times_ns[-1])).source)
        for rows in sent:
            if rows.source == self._source:
                for frame in rows.frames():
                    self._inputs[frame.packet].add(frame)
        self._done_ns = int(said.times_ns[0]) - PERIOD_NS
        self._make_room(int(said.times_ns[-1]))
        _, places = self._seconds.find_all(said.times_ns)
        self._seconds.values[places, self._first_derived :] = said.values
        times_ns = self._seconds.keys
        readings = [samples.readings(times_ns) for samples in self._inputs.values()]
        self._seconds.values[:, : self._first_derived] = np.hstack(readings)
        self._changed_ns = int(times_ns[0])

    def begin_anew(self) -> None:
        """Begin another time: the source's clock was set back."""
        self._begin(self._source)

    def _begin(self, source: str) -> None:
        """Begin the time of a source."""
        self._source = source
        self._inputs = {
            packet: InputSamples(self._packets[packet], names, self.kept_ns)
            for packet, names in self._wanted.items()
        }
        self._forget_seconds()
        self._done_ns = 0  # the last second that was worked out
        self._changed_ns = NEVER_NS

    def _forget_seconds(self) -> None:
        """Begin with no past: readings of the inputs, then what was worked out of them."""
        columns = self._first_derived + len(self._workings)
        self._seconds = NewestRows(columns, self._kept_s)

    def _note_late(self, first_ns: int) -> None:
        if first_ns <= self._done_ns:
            self._changed_ns = min(self._changed_ns, first_ns)
            self._late_frames += 1

    def _pass_over(self, until_ns: int) -> None:
        """Say nothing of the seconds up to an instant, unless they are filled later."""
        if until_ns - self._done_ns > self.kept_ns:
            self._forget_seconds()
            self._done_ns = until_ns
        else:
            self._make_room(max(until_ns, self._done_ns))

    def _make_room(self, last_ns: int) -> None:
        """Add seconds of which nothing is known yet."""
        times_ns = np.arange(self._done_ns + PERIOD_NS, last_ns + 1, PERIOD_NS)
        columns = self._first_derived + len(self._workings)
        self._seconds.append(times_ns, np.full((len(times_ns), columns), np.nan))
        self._done_ns = last_ns

    def _work_out(self, from_ns: int) -> None:
        """Work out every second from an instant on."""
        first = int(np.searchsorted(self._seconds.keys, from_ns))
        times_ns, rows = self._seconds.keys[first:], self._seconds.values
        readings = [samples.readings(times_ns) for samples in self._inputs.values()]
        rows[first:, : self._first_derived] = np.hstack(readings)
        for column, working in enumerate(self._workings, start=self._first_derived):
            rows[first:, column] = working.values(rows, first)

    def _said(self, first_ns: int, last_ns: int) -> Frame:
        edges = np.searchsorted(self._seconds.keys, (first_ns, last_ns + 1))
        self._sequence += 1
        return Frame(
            source=self._session,
            packet=PACKET,
            sequence=self._sequence,
            generated_ns=first_ns,
            values=self._seconds.values[slice(*edges), self._first_derived :].copy(),
        )


class _Working:
    """How one parameter is worked out of the columns of the seconds."""

    def __init__(self, parameter: Parameter, place: Mapping[str, int]) -> None:
        derivation = _derivation(parameter)
        self._formula = make_formula(derivation)
        self._columns = [place[name] for name in derivation.inputs]
        self._past = derivation.window_s - 1
        self._low, self._high = parameter.range_low, parameter.range_high

    def values(self, seconds: Values, first: int) -> Values:
        """Return its values from a place on; what lies before the first second is not known."""
        readings = np.take(seconds[max(0, first - self._past) :], self._columns, axis=1)
        unknown = np.full((max(0, self._past - first), len(self._columns)), np.nan)
        return np.clip(self._formula(np.vstack((unknown, readings))), self._low, self._high)


def _derivation(parameter: Parameter) -> Derivation:
    if parameter.derivation is None:
        raise ValueError(f"{parameter.id} is in packet {PACKET} and has no formula")
    return parameter.derivation


def _inputs_by_packet(
    database: MissionDatabase, derived: Sequence[Parameter]
) -> dict[str, list[str]]:
    """Return what is wanted of the packets that are sent."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for each in derived for name in _derivation(each).inputs):
        packet, _column = database.place[name]
        if not packet.is_ground:
            found.setdefault(packet.name, []).append(name)
    return found


def _longest_s(derived: Sequence[Parameter]) -> int:
    """Return over how many seconds a sample counts, windows upon windows included."""
    spans: dict[str, int] = {}
    for each in derived:
        derivation = _derivation(each)
        earlier = max(spans.get(name, 1) for name in derivation.inputs)
        spans[each.id] = earlier + derivation.window_s - 1
    return max(spans.values(), default=1)


def _whole(time_ns: int) -> int:
    return time_ns // NS_PER_S * NS_PER_S
