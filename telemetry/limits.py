"""Judge values against their limits: is it valid, how bad is it, and when did that change.

Everything here is pure: time is the samples' own. A value that is INVALID says nothing about the
vehicle, so it neither raises nor clears an alarm, and no delay runs on its account.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from telemetry.delayed_level import NORMAL, DelayedLevel
from telemetry.dictionary import Limit, MissionDatabase, Packet, Parameter, Severity
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame, FrameError


class Validity(Enum):
    """How far a reading can be believed."""

    VALID = "valid"
    STALE = "stale"
    INVALID = "invalid"
    NOT_RECEIVED = "not received"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitEvent:
    """The alarm class of one parameter changed.

    Parameters
    ----------
    parameter : str
        Its id.
    severity : Severity or None
        The class from now on; None when it returned to normal.
    value : float
        The sample that made the change, in the parameter's unit.
    limit : Limit or None
        The threshold of that class; None for states and for a return.
    sample_ns : int
        Time of the sample, UTC nanoseconds.
    """

    parameter: str
    severity: Severity | None
    value: float
    limit: Limit | None
    sample_ns: int


def validity(parameter: Parameter, value: float) -> Validity:
    """Return VALID or INVALID: NaN, outside the sensor's range, and unknown states are INVALID."""
    if parameter.states:
        return Validity.VALID if value in parameter.states else Validity.INVALID
    is_in_range = parameter.range_low <= value <= parameter.range_high  # False for NaN
    return Validity.VALID if is_in_range else Validity.INVALID


def severity(parameter: Parameter, value: float) -> Severity | None:
    """Return the alarm class of a value; None if it is normal, and if it is INVALID."""
    if validity(parameter, value) is Validity.INVALID:
        return None
    if parameter.states:
        return parameter.state_severities.get(int(value))
    limit = violated_limit(parameter, value)
    return None if limit is None else limit.severity


def violated_limit(parameter: Parameter, value: float) -> Limit | None:
    """Return the gravest limit `value` is beyond, None if none; at a threshold is inside."""
    if validity(parameter, value) is Validity.INVALID:
        return None
    violated = [limit for limit in parameter.limits if _is_beyond(limit, value, 0.0)]
    return max(violated, key=lambda limit: limit.severity, default=None)


def _is_beyond(limit: Limit, value: float, deadband: float) -> bool:
    """Return whether `value` is outside the limit, or not further inside than the deadband."""
    if limit.is_high:
        return value > limit.threshold - deadband
    return value < limit.threshold + deadband


class LimitMonitor:
    """Follows every parameter of a vehicle and reports changes of alarm class.

    A class is taken on when values have been beyond its limit for the parameter's on-delay, and
    given up when they have been inside by the deadband for its off-delay. Delays count the time
    between samples, at most one period for each, so that neither lost frames nor invalid samples
    run a delay.

    Samples not newer than the last judged one of their packet are not judged, because the alarms
    they would have made are past; frames wholly so are counted in `late_frames`. A new source
    starts its own time.
    """

    def __init__(self, database: MissionDatabase) -> None:
        self.late_frames = 0
        self._database = database
        self._packets = {packet.name: _PacketMonitor(packet) for packet in database.packets}

    def restore(self, parameter: str, severity: Severity | None) -> None:
        """Continue with the class a parameter had when the facts were last written.

        Raises
        ------
        KeyError
            If the vehicle has no such parameter.
        """
        packet, column = self._database.place[parameter]
        self._packets[packet.name].restore(column, severity)

    def check(self, frame: Frame) -> list[LimitEvent]:
        """Return what changes with the samples of `frame`, in the order of their times.

        Raises
        ------
        FrameError
            If the vehicle has no such packet, or the packet another number of columns.
        """
        monitor = self._packets.get(frame.packet)
        if monitor is None:
            raise FrameError(f"the vehicle has no packet '{frame.packet}'")
        if frame.columns != monitor.packet.columns:
            raise FrameError(
                f"packet {frame.packet} has {monitor.packet.columns} columns, not {frame.columns}"
            )
        first_row = monitor.first_new_row(frame)
        if first_row == frame.rows:
            self.late_frames += 1
            return []
        return monitor.judge(frame, first_row)


class _PacketMonitor:
    """Screens one packet's columns with numpy; only columns that matter are judged one by one."""

    def __init__(self, packet: Packet) -> None:
        self.packet = packet
        self._conditions = {
            column: _Condition(parameter, packet.period_ns)
            for column, parameter in enumerate(packet.parameters)
            if parameter.has_alarm
        }
        limited = [c for c in self._conditions if packet.parameters[c].limits]
        stateful = [c for c in self._conditions if packet.parameters[c].states]
        self._limited = np.array(limited, dtype=np.intp)
        self._low = np.array([_mildest(packet.parameters[c], is_high=False) for c in limited])
        self._high = np.array([_mildest(packet.parameters[c], is_high=True) for c in limited])
        self._stateful = np.array(stateful, dtype=np.intp)
        self._index_of_state = {column: index for index, column in enumerate(stateful)}
        # The state each column was last judged in: the same again is no news. NaN equals nothing.
        self._judged_states = np.full(len(stateful), np.nan)
        self._open: set[int] = set()
        self._source = ""
        self._judged_ns = 0

    def restore(self, column: int, severity: Severity | None) -> None:
        condition = self._conditions.get(column)
        if condition is not None:
            condition.restore(severity)
            self._open.add(column)

    def first_new_row(self, frame: Frame) -> int:
        """Return the index of the first row newer than what was judged; `rows` if none is."""
        if frame.source != self._source:
            return 0
        behind_ns = self._judged_ns - frame.generated_ns
        return max(0, min(frame.rows, behind_ns // self.packet.period_ns + 1))

    def judge(self, frame: Frame, first_row: int) -> list[LimitEvent]:
        period_ns = self.packet.period_ns
        start_ns = frame.generated_ns + first_row * period_ns
        self._source = frame.source
        self._judged_ns = frame.generated_ns + (frame.rows - 1) * period_ns
        values = frame.values[first_row:]
        suspects = self._screen(values)
        if not suspects:
            return []
        events = []
        for column in suspects:
            condition = self._conditions[column]
            for row, value in enumerate(values[:, column].tolist()):
                event = condition.judge(value, start_ns + row * period_ns)
                if event is not None:
                    events.append(event)
            self._remember(column, float(values[-1, column]))
        return sorted(events, key=lambda event: event.sample_ns)

    def _remember(self, column: int, newest: float) -> None:
        """Note whether the column must be judged again whatever comes, and its state."""
        condition = self._conditions[column]
        if condition.is_calm:
            self._open.discard(column)
        else:
            self._open.add(column)
        if column in self._index_of_state:
            self._judged_states[self._index_of_state[column]] = newest

    def _screen(self, values: NDArray[np.float64]) -> list[int]:
        """Return the columns to judge: beyond a limit, in a new state, or not back to normal."""
        limited = values[:, self._limited]
        beyond = ((limited < self._low) | (limited > self._high)).any(axis=0)
        changed = (values[:, self._stateful] != self._judged_states).any(axis=0)
        if not (self._open or beyond.any() or changed.any()):
            return []
        found = {*self._open, *self._limited[beyond].tolist(), *self._stateful[changed].tolist()}
        return sorted(found)


def _mildest(parameter: Parameter, *, is_high: bool) -> float:
    thresholds = [limit.threshold for limit in parameter.limits if limit.is_high is is_high]
    return min(thresholds, default=np.inf) if is_high else max(thresholds, default=-np.inf)


class _Condition:
    """The alarm class one parameter has; on a deadband's way back it is still kept."""

    def __init__(self, parameter: Parameter, period_ns: int) -> None:
        self._parameter = parameter
        self._is_high: bool | None = None  # side of the last violation
        self._delayed = DelayedLevel(
            levels=max(Severity),
            period_ns=period_ns,
            on_delay_ns=round(parameter.alarm.on_delay_s * NS_PER_S),
            off_delay_ns=round(parameter.alarm.off_delay_s * NS_PER_S),
        )

    @property
    def is_calm(self) -> bool:
        """Whether the parameter is normal and not on the way to an alarm."""
        return self._delayed.is_calm

    def restore(self, severity: Severity | None) -> None:
        """Take on a class without an event."""
        self._is_high = None
        self._delayed.restore(NORMAL if severity is None else severity)

    def judge(self, value: float, sample_ns: int) -> LimitEvent | None:
        """Return the event this sample makes, if any."""
        if validity(self._parameter, value) is Validity.INVALID:
            return None
        reached = self._reached(value)
        kept = max(reached, self._kept(value))
        if self._delayed.step(reached, kept, sample_ns):
            return self._event(value, sample_ns)
        return None

    def _reached(self, value: float) -> int:
        """Return the level of the value itself, and remember on which side it is."""
        limit = violated_limit(self._parameter, value)
        if limit is not None:
            self._is_high = limit.is_high
        return severity(self._parameter, value) or NORMAL

    def _kept(self, value: float) -> int:
        """Return the level of the value if the limits on its side were nearer by the deadband."""
        deadband = self._parameter.alarm.deadband
        held = (
            limit.severity
            for limit in self._limits_of_its_side()
            if _is_beyond(limit, value, deadband)
        )
        return max(held, default=NORMAL)

    def _event(self, value: float, sample_ns: int) -> LimitEvent:
        now = Severity(self._delayed.level) if self._delayed.level else None
        limits = [limit for limit in self._limits_of_its_side() if limit.severity is now]
        return LimitEvent(
            parameter=self._parameter.id,
            severity=now,
            value=value,
            limit=limits[0] if limits else None,
            sample_ns=sample_ns,
        )

    def _limits_of_its_side(self) -> list[Limit]:
        """Return the limits above or below; both before the first violation after a restart."""
        sides = (True, False) if self._is_high is None else (self._is_high,)
        return [limit for limit in self._parameter.limits if limit.is_high in sides]
