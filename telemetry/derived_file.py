"""What the ground works out, from a vehicle's ``derived.toml``.

Every table is one parameter with its formula; limits are named as in ``alarm_rules.toml``, and
``alarms.toml`` says how its alarm behaves, as for a parameter that is sent::

    [[derived]]
    id = "CAB_DPDT"
    subsystem = "CAB"
    group = "pressure"
    name = "Cabin pressure rate"
    unit = "mmHg/min"
    range_low = -500
    range_high = 500
    emergency_low = -4
    formula = "gas_rate"
    inputs = ["CAB_P_TOT", "CAB_T_Z1", "CAB_T_Z2"]
    window_s = 30
"""

from collections.abc import Mapping, Sequence
from typing import Final

from telemetry.alarm_rules_file import optional_number, read_limits
from telemetry.configuration import DERIVED as NAME
from telemetry.derivation import Derivation
from telemetry.derived_formulas import KINDS, Kind
from telemetry.dictionary import (
    Packet,
    Parameter,
    ParameterKind,
    find_problems,
)
from telemetry.mission_tables import Fields, read_toml
from telemetry.timebase import NS_PER_S

PACKET: Final = "GROUND_DERIVED"
APID: Final = 2045  # beside the other packet the ground makes
PERIOD_NS: Final = NS_PER_S
WINDOW_MOST_S: Final = 86_400
_KNOWN_SHARE: Final = 0.8
_ANY: Final = 1e12


def read_derived(text: bytes, sent: Sequence[Packet]) -> tuple[tuple[Packet, ...], list[str]]:
    """Return the packet of what the ground must work out, if anything, and what is wrong.

    Parameters
    ----------
    text : bytes
        The TOML file; empty for a vehicle that has none.
    sent : sequence of Packet
        What the vehicle sends; what is among it is not worked out again, but checked.
    """
    problems: list[str] = []
    public = {
        each.id: each for packet in sent if not packet.is_medical for each in packet.parameters
    }
    reader = _Reader(public)
    top = read_toml(NAME, text, problems)
    declared = [reader.parameter(fields) for fields in top.tables("derived")]
    top.finish()
    if declared:
        found = find_problems([_packet(declared)])
        problems += [f"{NAME}: {words}" for words in found]
    of_vehicle = {each.id for packet in sent for each in packet.parameters}
    missing = [each for each in declared if each.id not in of_vehicle]
    taken = [packet.name for packet in sent if packet.name == PACKET or packet.apid == APID]
    if missing and taken:
        problems.append(f"{NAME}: packet {taken[0]} has the name or the APID of the ground's own")
    return ((_packet(missing),) if missing else ()), problems


def _packet(parameters: Sequence[Parameter]) -> Packet:
    return Packet(
        name=PACKET,
        apid=APID,
        period_ns=PERIOD_NS,
        parameters=tuple(parameters),
        is_ground=True,
    )


class _Reader:
    """Reads tables in order: a formula may take what an earlier one works out."""

    def __init__(self, known: Mapping[str, Parameter]) -> None:
        self._known = dict(known)

    def parameter(self, fields: Fields) -> Parameter:
        parameter = Parameter(
            id=fields.text("id"),
            subsystem=fields.text("subsystem"),
            group=fields.text("group"),
            name=_name(fields),
            unit=fields.text("unit"),
            kind=ParameterKind.FLOAT,
            range_low=fields.number("range_low", -_ANY, _ANY),
            range_high=fields.number("range_high", -_ANY, _ANY),
            nominal=optional_number(fields, "nominal"),
            limits=read_limits(fields),
            note=fields.text("note", ""),
            derivation=self._derivation(fields),
        )
        fields.finish()
        self._known.setdefault(parameter.id, parameter)
        return parameter

    def _derivation(self, fields: Fields) -> Derivation | None:
        name = fields.choice("formula", tuple(KINDS))
        kind = KINDS.get(name)
        inputs = fields.words("inputs")
        for each in inputs:
            self._check_input(fields, each)
        if kind is None:
            return None
        if not kind.least_inputs <= len(inputs) <= kind.most_inputs:
            fields.refuse(
                f"{name} takes {kind.least_inputs} to {kind.most_inputs} inputs, not {len(inputs)}"
            )
        window_s = 1
        if kind.least_window_s > 1 or "window_s" in fields.written():
            window_s = int(fields.number("window_s", kind.least_window_s, WINDOW_MOST_S))
        known_s = max(kind.least_window_s, round(_KNOWN_SHARE * window_s))
        return Derivation(
            kind=name,
            inputs=inputs,
            window_s=window_s,
            least_s=int(fields.number("least_s", kind.least_window_s, window_s, known_s)),
            weights=_weights(fields, kind, len(inputs)),
            constants={each: fields.number(each, 1e-9, _ANY) for each in kind.constants},
        )

    def _check_input(self, fields: Fields, name: str) -> None:
        parameter = self._known.get(name)
        if parameter is None:
            fields.refuse(f"input {name} is neither sent in public nor derived before")
        elif parameter.states:
            fields.refuse(f"input {name} is a state and no number")


def _name(fields: Fields) -> str:
    """Return what people call it; older recordings have it as its description."""
    return fields.text("description" if "description" in fields.written() else "name")


def _weights(fields: Fields, kind: Kind, inputs: int) -> tuple[float, ...]:
    if kind.averages_from is None:
        return ()
    numbers = fields.numbers("weights")
    if numbers and len(numbers) != inputs - kind.averages_from:
        fields.refuse(f"weights must be {inputs - kind.averages_from} numbers")
    elif numbers and not (min(numbers) >= 0.0 and abs(sum(numbers) - 1.0) < 1e-6):
        fields.refuse("weights must be shares with a sum of 1")
    return numbers
