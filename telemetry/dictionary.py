"""What a vehicle reports: parameters, the packets that carry them, and their limits.

The vehicle's XTCE file says what a parameter is; the TOML beside it says how its alarm behaves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from functools import cached_property


class Severity(IntEnum):
    """Class of an alarm, in the order of urgency (ISS emergency / warning / caution / advisory)."""

    ADVISORY = 1
    CAUTION = 2
    WARNING = 3
    EMERGENCY = 4


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
    subsystem, group, description, unit : str
        Words for people; `unit` is ``"-"`` for a pure number or a state.
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
    """

    id: str
    subsystem: str
    group: str
    description: str
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

    def text(self, value: float) -> str:
        """Return `value` as people read it, with its unit; ``"?"`` for NaN."""
        if value != value:
            return "?"
        if self.states:
            return self.states.get(int(value), f"state {value:g}")
        number = f"{value:.0f}" if self.kind is ParameterKind.INT else f"{value:.4g}"
        return number if self.unit == "-" else f"{number} {self.unit}"


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
    """

    name: str
    apid: int
    period_ns: int
    parameters: tuple[Parameter, ...]
    is_medical: bool = False

    @property
    def columns(self) -> int:
        """Number of parameters."""
        return len(self.parameters)


@dataclass(frozen=True)
class MissionDatabase:
    """Every packet and parameter of one vehicle."""

    vehicle: str
    packets: tuple[Packet, ...]

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
