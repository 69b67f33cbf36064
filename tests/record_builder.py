"""A small vehicle, its frames and the facts about it, for tests of what records them."""

import numpy as np

from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.tables import LogRow
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

T0_NS = 1_631_750_400 * NS_PER_S  # 2021-09-16T00:00:00Z
CONFIGURATION = {"mission.toml": b'name = "meridian-1"\n', "vehicle.xml": b"<xml/>"}


def a_parameter(name="ARS_1HZ_0", **other):
    """Return a parameter."""
    fields = {
        "id": name,
        "subsystem": "ARS",
        "group": "co2",
        "name": "carbon dioxide",
        "unit": "mmHg",
        "kind": ParameterKind.FLOAT,
        "range_low": 0.0,
        "range_high": 20.0,
    }
    return Parameter(**(fields | other))


def a_packet(name="ARS_1HZ", *, period_s=1.0, columns=2, **other):
    """Return a packet whose parameters are named after it and numbered."""
    fields = {
        "name": name,
        "apid": 100,
        "period_ns": round(period_s * NS_PER_S),
        "parameters": tuple(a_parameter(f"{name}_{column}") for column in range(columns)),
    }
    return Packet(**(fields | other))


DATABASE = MissionDatabase(vehicle="test", packets=(a_packet(), a_packet("CAB_5HZ", period_s=0.2)))


def a_frame(second=0.0, values=(0.0, 0.0), *, packet="ARS_1HZ", source="sim/1", sequence=None):
    """Return a frame `second` after T0; `values` are one row or several."""
    rows = np.asarray(values, float)
    return Frame(
        source=source,
        packet=packet,
        sequence=int(second) if sequence is None else sequence,
        generated_ns=T0_NS + round(second * NS_PER_S),
        values=rows if rows.ndim == 2 else rows.reshape(1, -1),
    )


def a_fact(sequence=1, kind="AlarmRaised", **other):
    """Return a log row."""
    fields = {
        "sequence": sequence,
        "epoch": 1,
        "mission_ns": T0_NS,
        "recorded_ns": T0_NS + 1,
        "by": "server",
        "kind": kind,
        "body": b"\x80",
    }
    return LogRow(**(fields | other))


def at(second):
    """Return the instant `second` after T0."""
    return T0_NS + round(second * NS_PER_S)


def seconds(times_ns):
    """Return instants as seconds after T0."""
    return ((times_ns - T0_NS) / NS_PER_S).tolist()
