"""What alarms are judged by, in small: limits, a vehicle of one packet, its frames."""

import numpy as np

from telemetry.dictionary import (
    AlarmBehaviour,
    Limit,
    MissionDatabase,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
)
from telemetry.limits import LimitMonitor
from telemetry.wire import Frame

SECOND_NS = 1_000_000_000
START_NS = 1_631_750_400 * SECOND_NS
CAUTION_HIGH = Limit(severity=Severity.CAUTION, threshold=4.5, is_high=True)
WARNING_HIGH = Limit(severity=Severity.WARNING, threshold=6.0, is_high=True)
CAUTION_LOW = Limit(severity=Severity.CAUTION, threshold=1.0, is_high=False)


def a_parameter(**alarm):
    """Return a number with a range, a low limit and two high ones."""
    return Parameter(
        id="CO2",
        subsystem="CAB",
        group="CO2",
        name="carbon dioxide",
        unit="mmHg",
        kind=ParameterKind.FLOAT,
        range_low=0.0,
        range_high=40.0,
        limits=(CAUTION_LOW, CAUTION_HIGH, WARNING_HIGH),
        alarm=AlarmBehaviour(**alarm),
    )


def a_number(*limits, **alarm):
    """Return a number of any size with limits of one's own."""
    return Parameter(
        id="X",
        subsystem="X",
        group="",
        name="",
        unit="-",
        kind=ParameterKind.FLOAT,
        range_low=-1e9,
        range_high=1e9,
        limits=limits,
        alarm=AlarmBehaviour(**alarm),
    )


def a_state(**alarm):
    """Return a fan's state, of which one is an alarm."""
    return Parameter(
        id="FAN",
        subsystem="ARS",
        group="fan",
        name="fan",
        unit="-",
        kind=ParameterKind.ENUM,
        range_low=0.0,
        range_high=2.0,
        states={0: "OFF", 1: "ON", 2: "STALL"},
        state_severities={2: Severity.WARNING},
        alarm=AlarmBehaviour(**alarm),
    )


def a_monitor(*parameters):
    """Return a monitor of one packet with a sample a second."""
    packet = Packet(name="P", apid=1, period_ns=SECOND_NS, parameters=parameters)
    return LimitMonitor(MissionDatabase("vehicle", (packet,)))


def a_frame(second, *rows, source="sim/1"):
    """Return a frame of that packet; a row is a value or several."""
    return Frame(
        source=source,
        packet="P",
        sequence=int(second),
        generated_ns=START_NS + round(second * SECOND_NS),
        values=np.array(rows, dtype=float).reshape(len(rows), -1),
    )
