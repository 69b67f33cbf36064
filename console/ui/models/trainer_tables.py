"""The trainer's tables: faults, truth beside telemetry, alarms and decisions of the trainees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject

from console.client.desk import Desk
from console.client.simulation_desk import CatalogueFault, SimulationDesk
from console.domain.debrief import AlarmStory, Decision
from console.ui.models.keyed_table import KeyedTableModel
from telemetry.dictionary import Parameter
from telemetry.judgement import Validity
from telemetry.mission import Mission
from telemetry.timebase import countdown_text, utc_text

NOT_YET: Final = "–"
# The on-board computer works these out from readings: there is no truth apart from telemetry.
WORKED_OUT: Final = frozenset(
    [
        "CAB_P_SPLIT",
        "CAB_DPDT",
        "CAB_DPDT_SLOW",
        "CAB_PPCO2_1H",
        "DRV_PIO2",
        "DRV_T_RES",
        "DRV_LEAK_D",
        "DRV_STALE_N",
        "DRV_ALM_10M",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    """A fault, and at what severity it acts now; 0 when it does not."""

    fault: CatalogueFault
    severity: float


class FaultTableModel(KeyedTableModel[FaultRow]):
    """The catalogue; what acts comes first."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("ID", "FAULT", "SUBSYSTEM", "DIFFICULTY", "ACTS")
        super().__init__(headings, lambda row: row.fault.id, parent)

    def text(self, item: FaultRow, column: int) -> str:
        """Return a cell's text."""
        fault = item.fault
        acts = f"× {item.severity:g}" if item.severity else ""
        return (fault.id, fault.name, fault.subsystem, fault.difficulty, acts)[column]

    def tip(self, item: FaultRow) -> str:
        """Return the cause."""
        return f"{item.fault.name}: {item.fault.cause}"


def fault_rows(simulation: SimulationDesk, typed: str) -> list[FaultRow]:
    """Return the faults in which every typed word is found, those that act first."""
    words = typed.casefold().split()
    rows = [
        FaultRow(fault=fault, severity=simulation.active.get(fault.id, 0.0))
        for fault in simulation.faults
        if all(word in fault.words for word in words)
    ]
    return sorted(rows, key=lambda row: row.severity == 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRow:
    """What is true of a parameter, and what its telemetry says.

    Parameters
    ----------
    truth, told : float
        In the parameter's unit; `told` is NaN where nothing valid was received.
    """

    parameter: Parameter
    truth: float
    told: float
    validity: Validity

    @property
    def is_off(self) -> bool:
        """Whether telemetry misleads: another state, or off by a fiftieth of the range."""
        if self.told != self.told:
            return self.validity is not Validity.NOT_RECEIVED  # what has said nothing yet
        if self.parameter.states:
            return round(self.truth) != round(self.told)
        span = self.parameter.range_high - self.parameter.range_low
        return abs(self.told - self.truth) > 0.02 * span


class TruthTableModel(KeyedTableModel[TruthRow]):
    """True values beside telemetry."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("ID", "PARAMETER", "TRUE", "TELEMETRY", "VERDICT")
        super().__init__(headings, lambda row: row.parameter.id, parent)

    def text(self, item: TruthRow, column: int) -> str:
        """Return a cell's text."""
        parameter = item.parameter
        told = parameter.text(item.told) if item.told == item.told else NOT_YET
        if item.validity is not Validity.VALID:
            told += f" ({item.validity.value})"
        verdict = "≠ misleads" if item.is_off else ""
        truth = parameter.text(item.truth)
        return (parameter.id, parameter.name, truth, told, verdict)[column]

    def tip(self, item: TruthRow) -> str:
        """Return what the parameter is."""
        return f"{item.parameter.name}, {item.parameter.unit}"


def truth_rows(desk: Desk, truth: Mapping[str, float], typed: str) -> list[TruthRow]:
    """Return true values in which every typed word is found, what misleads first.

    Private parameters are left out for a seat that may not see them.
    """
    words, rows = typed.casefold().split(), []
    for name, value in truth.items():
        place = desk.mission.database.place.get(name)
        is_private = place is not None and place[0].is_medical and not desk.role.may_see_medical
        if place is None or is_private or name in WORKED_OUT:
            continue
        parameter = desk.mission.database.parameters[name]
        looked_through = f"{name} {parameter.name}".casefold()
        if all(word in looked_through for word in words):
            read = desk.value(name)
            rows.append(
                TruthRow(parameter=parameter, truth=value, told=read.value, validity=read.validity)
            )
    return sorted(rows, key=lambda row: not row.is_off)


class StoryTableModel(KeyedTableModel[AlarmStory]):
    """Alarms with when they were seen, and by whom."""

    def __init__(self, mission: Mission, parent: QObject | None = None) -> None:
        headings = ("CLASS", "ALARM", "RAISED", "SEEN AFTER", "BY", "BACK", "IN TIME")
        super().__init__(headings, lambda story: story.key, parent)
        self._parameters = mission.database.parameters

    def text(self, item: AlarmStory, column: int) -> str:
        """Return a cell's text."""
        parameter = self._parameters.get(item.alarm)
        name = item.alarm if parameter is None else parameter.name
        return (
            item.severity.name,
            name,
            clock_text(item.raised_ns),
            took_text(item.seen_after_s),
            item.seen_by or NOT_YET,
            clock_text(item.returned_ns),
            {True: "yes", False: "no", None: ""}[item.is_in_time],
        )[column]

    def tip(self, item: AlarmStory) -> str:
        """Return the occurrence."""
        return f"{item.alarm}, occurrence {item.occurrence}"


class DecisionTableModel(KeyedTableModel[Decision]):
    """What waited for a person, and how long."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("WHAT", "WAITED SINCE", "FOR", "BECAME", "AFTER", "BY", "IN TIME")
        super().__init__(headings, lambda decision: decision.key, parent)

    def text(self, item: Decision, column: int) -> str:
        """Return a cell's text."""
        return (
            item.title,
            clock_text(item.asked_ns),
            item.asked,
            item.outcome or "waits",
            took_text(item.took_s),
            item.decided_by or NOT_YET,
            "yes" if item.is_in_time else "no",
        )[column]

    def tip(self, item: Decision) -> str:
        """Return who asked."""
        return f"{item.title}, {item.asked} by {item.asked_by}"


def clock_text(instant_ns: int | None) -> str:
    """Return the time of day, UTC."""
    return NOT_YET if instant_ns is None else utc_text(instant_ns)[11:19]


def took_text(seconds: float | None) -> str:
    """Return how long something took."""
    return NOT_YET if seconds is None else countdown_text(seconds)


def newest_first(rows: Sequence[AlarmStory]) -> list[AlarmStory]:
    """Return stories, the newest first."""
    return sorted(rows, key=lambda story: -story.raised_ns)
