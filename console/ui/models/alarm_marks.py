"""When alarms of some parameters were raised or became worse, read from the log as it grows."""

from collections.abc import Collection, Sequence

from console.domain.facts import AlarmChanged, AlarmRaised, Entry
from telemetry.dictionary import Severity

Worsened = AlarmRaised | AlarmChanged


class AlarmMarks:
    """What a chart of `parameters` marks in time."""

    def __init__(self, parameters: Collection[str]) -> None:
        self._parameters = frozenset(parameters)
        self._read = 0
        self._marks: list[Worsened] = []
        self._severity: dict[str, Severity] = {}

    def read(self, log: Sequence[Entry]) -> Sequence[Worsened]:
        """Return every mark of `log`; only what is new in it is looked at.

        A log that is shorter than before is another one, and is read from its beginning.
        """
        if len(log) < self._read:
            self._read, self._marks, self._severity = 0, [], {}
        for entry in log[self._read :]:
            fact = entry.fact
            if isinstance(fact, AlarmRaised | AlarmChanged) and fact.alarm in self._parameters:
                self._take(fact)
        self._read = len(log)
        return self._marks

    def _take(self, fact: Worsened) -> None:
        before = self._severity.get(fact.alarm, 0)
        if isinstance(fact, AlarmRaised) or fact.severity > before:
            self._marks.append(fact)
        self._severity[fact.alarm] = fact.severity
