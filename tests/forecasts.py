"""Telemetry for forecasts: simulated flights, and cabins whose balance is known exactly."""

from functools import cache

import numpy as np
from builders import a_mission
from simulations import a_simulation

from console.domain.forecast.bins import BIN_NS, TelemetryBins, Window
from console.domain.forecast.outlook import forecast
from console.domain.forecast.vehicle import FORECAST, INPUTS
from simulator.agenda import InjectFault
from telemetry.wire import Frame


@cache
def a_flight(minutes, fault=None, fault_minute=20, then_minutes=()):
    """Return bins after `minutes` of flight, the time, and the truth then and minutes later.

    Truth is a tuple of mappings, the first of now.
    """
    events = () if fault is None else ((fault_minute * 60.0, InjectFault(fault=fault)),)
    simulation = a_simulation(events=events)
    bins = TelemetryBins(simulation.mission.database)
    for frame, _ in simulation.advance_to(minutes * 600):
        bins.take(frame)
    window, now_ns = bins.window(), simulation.now_ns
    truths = [_truth(simulation)]
    for later in then_minutes:
        for _ in simulation.advance_to((minutes + later) * 600):
            pass
        truths.append(_truth(simulation))
    return window, now_ns, tuple(truths)


def _truth(simulation):
    truth = simulation.truth_now()
    return {name: truth[name] for name in FORECAST}


def a_forecast(minutes=25, fault=None, fault_minute=15, **options):
    """Return a forecast after a simulated flight, and when it was made."""
    window, now_ns, _ = a_flight(minutes, fault, fault_minute)
    return forecast(window, a_mission(), now_ns, **options), now_ns


def changed(window, **values):
    """Return `window` with some parameters' values replaced."""
    return Window(
        newest_ns=window.newest_ns,
        times_ns=window.times_ns,
        values={**window.values, **{k: np.asarray(v, dtype=float) for k, v in values.items()}},
    )


def frames_of(mission, values, start_ns, seconds, source="test/1"):
    """Return frames of every packet with constant `values`; what is not named is nominal."""
    found = []
    for packet in mission.database.packets:
        if not any(each.id in INPUTS for each in packet.parameters):
            continue
        rows = max(1, round(seconds * 1e9 / packet.period_ns))
        row = [values.get(each.id, each.nominal or 0.0) for each in packet.parameters]
        found.append(
            Frame(
                source=source,
                packet=packet.name,
                sequence=0,
                generated_ns=start_ns,
                values=np.tile(row, (rows, 1)),
            )
        )
    return found


def whole_bins(seconds):
    """Return how many whole bins fit."""
    return int(seconds * 1e9 // BIN_NS)
