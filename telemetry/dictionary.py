"""What a vehicle reports: parameters, the packets that carry them, and their limits.

The vehicle's XTCE file says what a parameter is; the TOML beside it says how its alarm behaves.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise

from telemetry.alarm_rules import AlarmRules
from telemetry.derivation import Derivation
from telemetry.severity import Severity as Severity  # a parameter's words are found here
from telemetry.vehicle_words import VehicleWords

APID_MAX = 2046  # 2047 is the idle packet, CCSDS 133.0-B section 4.1.3.3.4.4

_WRITTEN_UNITS = {
    "-": "",
    "count": "",
    "degC": "°C",
    "deg": "°",
    "deg/s": "°/s",
    "m3/h": "m³/h",
    "mg/m3": "mg/m³",
    "uGy": "µGy",
    "uGy/h": "µGy/h",
}


class ParameterKind(Enum):
    """How a parameter's number is to be read."""

    FLOAT = "float"
    INT = "int"
    ENUM = "enum"
    BOOL = "bool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One alarm threshold of a numeric parameter.

    Parameters
    ----------
    severity : Severity
        Class of the alarm when the threshold is passed.
    threshold : float
        In the parameter's unit. Exactly at the threshold is still inside.
    is_high : bool
        Whether the alarm is above (True) or below (False) the threshold.
    """

    severity: Severity
    threshold: float
    is_high: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmBehaviour:
    """What XTCE cannot say about a parameter's alarm.

    Parameters
    ----------
    deadband : float
        How far back inside the limit the value must come before the alarm may return.
    on_delay_s, off_delay_s : float
        How long, in sample time, the condition must hold before the alarm comes or goes.
    latches_from : Severity or None
        From this class up the alarm stays until acknowledged and reset.
    cause, action : str
        The likely first cause and the controller's first action, in words.
    holds_viewing : str
        ``"all"``, ``"none"``, or the id of the one pane whose viewing it holds.
    """

    deadband: float = 0.0
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    latches_from: Severity | None = None
    cause: str = ""
    action: str = ""
    holds_viewing: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One reported quantity.

    Parameters
    ----------
    id : str
        For example ``"CAB_PPCO2_Z3"``.
    subsystem, group, unit : str
        Words for people; `unit` is ``"-"`` for a pure number or a state.
    name : str
        What people call it, wherever it is spoken of; `note` says how it is measured.
    range_low, range_high : float
        What the sensor can report; outside is INVALID.
    nominal : float or None
        The usual value, if there is one; a state's number for enumerations.
    states : mapping of int to str
        Names of an enumeration's numbers; empty for numeric parameters.
    limits : tuple of Limit
        Numeric thresholds, mildest first.
    state_severities : mapping of int to Severity
        Alarm class of an enumeration's abnormal states.
    context_limits : mapping of str to tuple of Limit
        Thresholds that count instead of `limits` while a context is in force.
    context_severities : mapping of str to mapping of int to Severity
        Likewise what counts instead of `state_severities`.
    derivation : Derivation or None
        How the ground works it out where the vehicle does not send it.
    """

    id: str
    subsystem: str
    group: str
    name: str
    unit: str
    kind: ParameterKind
    range_low: float
    range_high: float
    nominal: float | None = None
    states: Mapping[int, str] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    state_severities: Mapping[int, Severity] = field(default_factory=dict)
    alarm: AlarmBehaviour = AlarmBehaviour()
    note: str = ""
    context_limits: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    context_severities: Mapping[str, Mapping[int, Severity]] = field(default_factory=dict)
    derivation: Derivation | None = None

    @property
    def has_alarm(self) -> bool:
        """Whether any value of it raises an alarm."""
        return bool(self.limits or self.state_severities or self.contexts)

    @property
    def contexts(self) -> tuple[str, ...]:
        """The contexts in which other limits or classes of states count."""
        return (*self.context_limits, *self.context_severities)

    def in_context(self, context: str) -> "Parameter":
        """Return it with the limits and classes of states that count in `context`."""
        return replace(
            self,
            limits=self.context_limits.get(context, self.limits),
            state_severities=self.context_severities.get(context, self.state_severities),
        )

    @property
    def unit_text(self) -> str:
        """The unit as it is written on a screen: ``"°C"``, ``"m³/h"``; empty for pure numbers."""
        return _WRITTEN_UNITS.get(self.unit, self.unit)

    def text(self, value: float) -> str:
        """Return `value` as people read it, with its unit; ``"?"`` for NaN."""
        if value != value:
            return "?"
        if self.states:
            return self.states.get(int(value), f"state {value:g}")
        return f"{self.number_text(value)} {self.unit_text}".rstrip()

    def number_text(self, value: float) -> str:
        """Return a numeric value without its unit, in four digits or all before the point."""
        is_whole = self.kind is ParameterKind.INT or abs(value) >= 9999.5
        return f"{value:.0f}" if is_whole else f"{value:.4g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Parameters reported together, at one rate, in a fixed column order.

    Parameters
    ----------
    name : str
        For example ``"ARS_1HZ"``.
    apid : int
        CCSDS application process identifier, 0 to 2046.
    period_ns : int
        Time between two rows.
    is_medical : bool
        Whether it travels on the private stream only.
    is_ground : bool
        Whether the ground makes it and no vehicle sends it.
    """

    name: str
    apid: int
    period_ns: int
    parameters: tuple[Parameter, ...]
    is_medical: bool = False
    is_ground: bool = False

    @property
    def columns(self) -> int:
        """Number of parameters."""
        return len(self.parameters)


@dataclass(frozen=True)
class MissionDatabase:
    """Every packet and parameter of one vehicle, and what its alarms depend on."""

    vehicle: str
    packets: tuple[Packet, ...]
    rules: AlarmRules = field(default_factory=AlarmRules)
    words: VehicleWords = field(default_factory=VehicleWords)

    @property
    def sent(self) -> "MissionDatabase":
        """What the vehicle sends: without the packets the ground makes."""
        packets = tuple(packet for packet in self.packets if not packet.is_ground)
        return MissionDatabase(self.vehicle, packets, self.rules, self.words)

    @cached_property
    def packet_by_name(self) -> Mapping[str, Packet]:
        """Packets by their names."""
        return {packet.name: packet for packet in self.packets}

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Parameters by their ids, in packet order."""
        return {
            parameter.id: parameter for packet in self.packets for parameter in packet.parameters
        }

    @cached_property
    def place(self) -> Mapping[str, tuple[Packet, int]]:
        """Packet and column of each parameter id."""
        return {
            parameter.id: (packet, column)
            for packet in self.packets
            for column, parameter in enumerate(packet.parameters)
        }


class DictionaryError(ValueError):
    """A vehicle's files contradict themselves; lists every problem at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def find_problems(packets: Iterable[Packet]) -> list[str]:
    """Return everything in which `packets` contradict themselves, as sentences."""
    packets = tuple(packets)
    problems: list[str] = []
    for what, names in (
        ("packet", [packet.name for packet in packets]),
        ("APID", [packet.apid for packet in packets]),
        ("parameter", [parameter.id for packet in packets for parameter in packet.parameters]),
    ):
        repeated = [name for name, times in Counter(names).items() if times > 1]
        problems.extend(f"{what} {name} is there more than once" for name in repeated)
    for packet in packets:
        problems.extend(f"packet {packet.name}: {words}" for words in _packet_problems(packet))
        for parameter in packet.parameters:
            problems.extend(f"{parameter.id}: {words}" for words in _parameter_problems(parameter))
    return problems


def _packet_problems(packet: Packet) -> Iterator[str]:
    if not 0 <= packet.apid <= APID_MAX:
        yield f"APID {packet.apid} is not between 0 and {APID_MAX}"
    if packet.period_ns <= 0:
        yield "its rate is not above zero"
    if not packet.parameters:
        yield "it carries no parameter"


def _parameter_problems(parameter: Parameter) -> Iterator[str]:
    if parameter.kind in (ParameterKind.ENUM, ParameterKind.BOOL):
        yield from _state_problems(parameter)
        return
    low, high = parameter.range_low, parameter.range_high
    if not low < high:
        yield f"its range {low:g} … {high:g} is empty"
    if parameter.nominal is not None and not low <= parameter.nominal <= high:
        yield f"nominal {parameter.nominal:g} is outside its range {low:g} … {high:g}"
    for limit in parameter.limits:
        if not low <= limit.threshold <= high:
            name = limit.severity.name.lower()
            yield f"{name} limit {limit.threshold:g} is outside its range {low:g} … {high:g}"
    yield from _order_problems(parameter)


def _order_problems(parameter: Parameter) -> Iterator[str]:
    """Find limits that are not ordered: emergency < … < advisory < advisory < … < emergency."""
    ordered = sorted(parameter.limits, key=lambda limit: limit.severity)
    highs = [limit.threshold for limit in ordered if limit.is_high]
    lows = [limit.threshold for limit in ordered if not limit.is_high]
    outward_lows = [-threshold for threshold in lows]
    for side, outward in (("high", highs), ("low", outward_lows)):
        if any(milder >= graver for milder, graver in pairwise(outward)):
            yield f"its {side} limits do not grow with the class of the alarm"
    room = min(highs, default=float("inf")) - max(lows, default=-float("inf"))
    if room <= 0:
        yield "its low and high limits leave no normal value"
    elif 2 * parameter.alarm.deadband >= room:
        yield f"a deadband of {parameter.alarm.deadband:g} leaves no value the alarm returns at"


def _state_problems(parameter: Parameter) -> Iterator[str]:
    if not parameter.states:
        yield "it is an enumeration without states"
    for number in parameter.state_severities:
        if number not in parameter.states:
            yield f"its alarm state {number} is not one of its states"
    if parameter.nominal is not None and parameter.nominal not in parameter.states:
        yield f"nominal {parameter.nominal:g} is not one of its states"
