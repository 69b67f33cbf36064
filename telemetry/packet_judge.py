"""Judges the rows of one packet: screened with numpy, then only the columns that matter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.alarm_rules import Suppression
from telemetry.condition import Condition, InForce
from telemetry.dictionary import Packet, Parameter, Severity
from telemetry.judgement import LimitEvent

Values = NDArray[np.float64]
Times = NDArray[np.int64]
_UNKNOWN: Final = np.nan  # equals nothing, so that the first sample is judged


class PacketJudge:
    """The alarm classes of one packet's parameters, row after row.

    Parameters
    ----------
    in_force
        Tells which contexts were in force at a sample's time.
    columns : collection of int
        Which columns are judged.
    suppressions_of : mapping of str to sequence of Suppression
        What hides a parameter's alarm by design, by its id.
    """

    def __init__(
        self,
        packet: Packet,
        in_force: InForce,
        columns: Collection[int],
        suppressions_of: Mapping[str, Sequence[Suppression]] = MappingProxyType({}),
    ) -> None:
        self.packet = packet
        parameters = packet.parameters
        self._conditions = {
            column: Condition(
                parameters[column],
                packet.period_ns,
                in_force,
                suppressions_of.get(parameters[column].id, ()),
            )
            for column in columns
            if parameters[column].has_alarm
        }
        limited = [c for c in self._conditions if not parameters[c].states]
        stateful = [c for c in self._conditions if parameters[c].states]
        self._limited = np.array(limited, dtype=np.intp)
        self._low = np.array([_mildest(parameters[c], is_high=False) for c in limited])
        self._high = np.array([_mildest(parameters[c], is_high=True) for c in limited])
        self._stateful = np.array(stateful, dtype=np.intp)
        # What a context decides may change while the state stays.
        self._always = {c for c in stateful if parameters[c].contexts}
        self._index_of_state: Mapping[int, int] = {c: index for index, c in enumerate(stateful)}
        # The state each column was last judged in: the same again is no news.
        self._judged_states = np.full(len(stateful), _UNKNOWN)
        self._open: set[int] = set()

    @property
    def judged(self) -> dict[str, int]:
        """Column of every parameter that is judged, by its id."""
        return {self.packet.parameters[column].id: column for column in self._conditions}

    def copy(self) -> "PacketJudge":
        """Return a judge that goes on from here by itself."""
        twin = copy(self)
        twin._take_own()  # noqa: SLF001 - its own kind
        return twin

    def _take_own(self) -> None:
        """Part with the judge this was copied from."""
        self._conditions = {column: each.copy() for column, each in self._conditions.items()}
        self._judged_states = self._judged_states.copy()
        self._open = set(self._open)

    def restore(self, column: int, severity: Severity | None) -> None:
        """Continue with the class a column had."""
        condition = self._conditions.get(column)
        if condition is not None:
            condition.restore(severity)
            self._open.add(column)

    def classes(self) -> dict[str, Severity]:
        """Return the class of every parameter that is not normal, by id."""
        found = ((column, self._conditions[column].severity) for column in self._open)
        return {self.packet.parameters[c].id: each for c, each in found if each is not None}

    def judge(self, values: Values, times_ns: Times) -> list[LimitEvent]:
        """Return what changes with rows in the order of their times.

        Parameters
        ----------
        values : ndarray, shape (rows, columns)
        times_ns : ndarray of int64, shape (rows,)
            UTC nanoseconds, ascending.
        """
        suspects = self._screen(values)
        if not suspects:
            return []
        times = times_ns.tolist()
        events: list[LimitEvent] = []
        for column in suspects:
            judge = self._conditions[column].judge
            found = map(judge, values[:, column].tolist(), times)
            events += [event for event in found if event is not None]
        self._remember(suspects, values[-1])
        return sorted(events, key=lambda event: event.sample_ns)

    def _remember(self, judged: Iterable[int], newest: Values) -> None:
        """Note which columns must be judged again whatever comes, and the states."""
        for column in judged:
            if self._conditions[column].is_calm:
                self._open.discard(column)
            else:
                self._open.add(column)
            if column in self._index_of_state:
                self._judged_states[self._index_of_state[column]] = newest[column]

    def _screen(self, values: Values) -> list[int]:
        """Return the columns to judge: beyond a limit, in a new state, or not back to normal."""
        limited = values[:, self._limited]
        beyond = ((limited < self._low) | (limited > self._high)).any(axis=0)
        changed = (values[:, self._stateful] != self._judged_states).any(axis=0)
        always = self._always | self._open
        if not (always or beyond.any() or changed.any()):
            return []
        found = {*always, *self._limited[beyond].tolist(), *self._stateful[changed].tolist()}
        return sorted(found)


def _mildest(parameter: Parameter, *, is_high: bool) -> float:
    """Return the innermost threshold of a side in any context, infinite if there is none."""
    every = (parameter.limits, *parameter.context_limits.values())
    sides = [each.threshold for limits in every for each in limits if each.is_high is is_high]
    return min(sides, default=np.inf) if is_high else max(sides, default=-np.inf)
