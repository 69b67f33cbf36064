"""The air loop as a drawing: components with their readings, pipes with what opens them. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from console.client.feed import ParameterValue
from console.domain.alarms import Alarm
from telemetry.judgement import Validity

Read = Callable[[str], ParameterValue]
Point = tuple[float, float]

WIDTH: Final = 24.0  # of the drawing, in units of its own
HEIGHT: Final = 9.4
# A shut feed reads up to 0.02 kg/h; one that feeds, over 0.1.
_METER_NOISE_KG_PER_H: Final = 0.05
_ADSORBS: Final = 0
_ON: Final = 1


class Flow(Enum):
    """What is known of a pipe."""

    MOVES = "flows"
    STILL = "does not flow"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A box of the drawing.

    Parameters
    ----------
    left, top, width, height : float
        In units of the drawing.
    readings : tuple of pairs of str
        A short name and a parameter for each line.
    """

    title: str
    left: float
    top: float
    width: float
    height: float
    readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold for a pipe to flow: a reading above `above`, or in one of `states`."""

    parameter: str
    above: float = 0.0
    states: frozenset[int] = frozenset()

    def is_open(self, value: float) -> bool:
        """Whether it holds for a value."""
        return round(value) in self.states if self.states else value > self.above


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe:
    """A line of the drawing; it flows from its first point to its last while all gates hold."""

    points: tuple[Point, ...]
    gates: tuple[Gate, ...]
    is_two_way: bool = False

    def flow(self, read: Read) -> Flow:
        """Return whether it flows; what is stale or invalid says nothing about that."""
        readings = [(gate, read(gate.parameter)) for gate in self.gates]
        known = [pair for pair in readings if pair[1].validity is Validity.VALID]
        if any(not gate.is_open(reading.value) for gate, reading in known):
            return Flow.STILL
        return Flow.MOVES if len(known) == len(readings) else Flow.UNKNOWN


def worst_alarm(component: Component, alarms: Mapping[str, Alarm]) -> Alarm | None:
    """Return the alarm a component is marked with: active before returned, then by class."""
    standing = [alarms[each] for _name, each in component.readings if each in alarms]
    return max(standing, key=lambda alarm: (alarm.is_active, alarm.severity), default=None)


def _tanks(gas: str, top: float) -> Component:
    readings = tuple((f"tank {n}", f"PCS_{gas}_{n}_P") for n in (1, 2))
    return Component(
        title=f"{gas} tanks", left=0.0, top=top, width=3.4, height=2.4, readings=readings
    )


def _feed(gas: str, top: float) -> Component:
    readings = (
        ("regulator", f"PCS_{gas}_REG_P"),
        ("valve", f"PCS_{gas}_VLV"),
        ("flow", f"PCS_{gas}_FLOW"),
    )
    return Component(
        title=f"{gas} feed", left=4.2, top=top, width=3.5, height=3.0, readings=readings
    )


def _zone(title: str, number: int, left: float, top: float) -> Component:
    readings = (("ppCO2", f"CAB_PPCO2_Z{number}"), ("air", f"CAB_T_Z{number}"))
    return Component(title=title, left=left, top=top, width=3.5, height=2.4, readings=readings)


def _fan(name: str, top: float) -> Component:
    readings = (("state", f"ARS_FAN_{name}_STATE"), ("speed", f"ARS_FAN_{name}_RPM"))
    return Component(
        title=f"Fan {name}", left=13.2, top=top, width=3.2, height=2.4, readings=readings
    )


def _bed(name: str, top: float) -> Component:
    readings = (("state", f"ARS_BED_{name}_STATE"), ("bed", f"ARS_BED_{name}_T"))
    return Component(
        title=f"Swing bed {name}", left=17.2, top=top, width=3.2, height=2.4, readings=readings
    )


COMPONENTS: Final = (
    _tanks("O2", 0.3),
    _tanks("N2", 6.1),
    Component(
        title="Overboard",
        left=0.0,
        top=3.1,
        width=3.4,
        height=2.4,
        readings=(("relief", "PCS_RELIEF"), ("vent", "PCS_VENT")),
    ),
    _feed("O2", 0.0),
    _feed("N2", 5.8),
    _zone("Flight deck", 1, 8.7, 0.1),
    _zone("Seating bay", 2, 8.7, 3.1),
    _zone("Hygiene bay", 4, 8.7, 6.1),
    Component(
        title="Viewing dome",
        left=13.2,
        top=0.0,
        width=3.2,
        height=3.0,
        readings=(
            ("ppCO2", "CAB_PPCO2_Z3"),
            ("air", "CAB_T_Z3"),
            ("people", "HSP_DOME_N"),
        ),
    ),
    _fan("A", 3.4),
    _fan("B", 6.1),
    _bed("A", 0.3),
    _bed("B", 3.1),
    Component(
        title="CO2 removal",
        left=17.2,
        top=5.9,
        width=3.2,
        height=2.4,
        readings=(("flow", "ARS_FLOW_SCRUB"), ("takes", "ARS_CO2_EFF")),
    ),
    Component(
        title="Condenser",
        left=21.2,
        top=2.8,
        width=2.8,
        height=3.0,
        readings=(
            ("flow", "ARS_FLOW_CHX"),
            ("air out", "ARS_CHX_T_AIR"),
            ("water", "ARS_COND_RATE"),
        ),
    ),
)

_FANS_OUT: Final = (16.8, 4.6)
_TO_CONDENSER: Final = ((20.8, 4.3), (21.2, 4.3))
_SCRUBS: Final = Gate("ARS_FLOW_SCRUB", above=1.0)
_CIRCULATES: Final = Gate("ARS_FLOW_CHX", above=1.0)


def _feed_pipes(gas: str, y: float) -> tuple[Pipe, ...]:
    gates = (Gate(f"PCS_{gas}_FLOW", above=_METER_NOISE_KG_PER_H),)
    return (
        Pipe(points=((3.4, y), (4.2, y)), gates=gates),
        Pipe(points=((7.7, y), (8.7, y)), gates=gates),
    )


def _fan_pipes(name: str, y: float) -> tuple[Pipe, ...]:
    gates = (Gate(f"ARS_FAN_{name}_STATE", states=frozenset({_ON})),)
    return (
        Pipe(points=((12.2, 4.9), (12.7, 4.9), (12.7, y), (13.2, y)), gates=gates),
        Pipe(points=tuple(dict.fromkeys(((16.4, y), (16.8, y), _FANS_OUT))), gates=gates),
    )


def _bed_pipes(name: str, y: float) -> tuple[Pipe, ...]:
    gates = (_SCRUBS, Gate(f"ARS_BED_{name}_STATE", states=frozenset({_ADSORBS})))
    return (
        Pipe(points=(_FANS_OUT, (16.8, y), (17.2, y)), gates=gates),
        Pipe(points=((20.4, y), (20.8, y), *_TO_CONDENSER), gates=gates),
    )


PIPES: Final = (
    *_feed_pipes("O2", 1.5),
    *_feed_pipes("N2", 7.3),
    Pipe(
        points=((8.7, 4.3), (3.4, 4.3)),
        gates=(Gate("PCS_RELIEF", states=frozenset({1, 2})),),
    ),
    Pipe(points=((8.7, 4.6), (3.4, 4.6)), gates=(Gate("PCS_VENT", states=frozenset({_ON})),)),
    Pipe(
        points=((12.2, 3.7), (12.7, 3.7), (12.7, 1.5), (13.2, 1.5)),
        gates=(Gate("ARS_IMV_3_STATE", states=frozenset({_ON})),),
        is_two_way=True,
    ),
    *_fan_pipes("A", 4.6),
    *_fan_pipes("B", 7.3),
    *_bed_pipes("A", 1.5),
    *_bed_pipes("B", 4.0),
    Pipe(points=(_FANS_OUT, (16.8, 5.7), (20.8, 5.7), *_TO_CONDENSER), gates=(_CIRCULATES,)),
    Pipe(
        points=((22.6, 5.8), (22.6, 9.0), (10.4, 9.0), (10.4, 8.5)),
        gates=(_CIRCULATES,),
    ),
)
PARAMETERS: Final = tuple(
    dict.fromkeys(each for component in COMPONENTS for _name, each in component.readings)
)
