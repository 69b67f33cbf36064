"""Times without extra radiation, and times in which a family can be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.flight_events import anomaly_depth
from console.domain.viewing.orbit_events import Contact, contacts
from console.domain.viewing.stretches import positive_stretches
from telemetry.geodesy import Array
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

ANOMALY_MARGIN_S: Final = 120.0
CALL_LEAST_S: Final = 600.0

Stretch = tuple[int, int]
"""Start (included) and end (excluded), UTC nanoseconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWindow:
    """A stretch with an unbroken link outside the South Atlantic Anomaly.

    Parameters
    ----------
    via : tuple of str
        Ids of the stations and relays that carry it, in order.
    """

    start_ns: int
    end_ns: int
    via: tuple[str, ...]


def quiet_stretches(ephemeris: Ephemeris) -> tuple[Stretch, ...]:
    """Return the stretches outside the anomaly, two minutes clear of it at both ends."""

    def outside(seconds: Array) -> Array:
        return -anomaly_depth(ephemeris, seconds)

    found = []
    for start_s, end_s in positive_stretches(outside, ephemeris.grid_s()):
        begin = start_s + (ANOMALY_MARGIN_S if start_s > ephemeris.from_s else 0.0)
        finish = end_s - (ANOMALY_MARGIN_S if end_s < ephemeris.to_s else 0.0)
        if finish > begin:
            begin_ns, finish_ns = ephemeris.instants_ns(np.array([begin, finish]))
            found.append((int(begin_ns), int(finish_ns)))
    return tuple(found)


def call_windows(mission: Mission, from_ns: int, to_ns: int) -> tuple[CallWindow, ...]:
    """Return the stretches from `from_ns` to `to_ns` that are long enough for a family call.

    A hand-over from one station or relay to the next does not end a call if they overlap.

    Raises
    ------
    PropagationError
        If the mission's elements do not carry that far.
    """
    ephemeris = Ephemeris.over(mission.orbit, from_ns, to_ns)
    links = contacts(mission, ephemeris)
    quiet_ns = quiet_stretches(ephemeris)
    found = [
        CallWindow(start_ns=start_ns, end_ns=end_ns, via=_carriers(links, start_ns, end_ns))
        for linked in _merged(links)
        for quiet in quiet_ns
        for start_ns, end_ns in [
            (max(linked[0], quiet[0], from_ns), min(linked[1], quiet[1], to_ns))
        ]
        if end_ns - start_ns >= CALL_LEAST_S * NS_PER_S
    ]
    return tuple(sorted(found, key=lambda window: window.start_ns))


def _merged(links: Sequence[Contact]) -> list[Stretch]:
    """Return the stretches with at least one link; `links` are in order of start."""
    merged: list[Stretch] = []
    for link in links:
        if merged and link.start_ns <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], link.end_ns))
        else:
            merged.append((link.start_ns, link.end_ns))
    return merged


def _carriers(links: Sequence[Contact], start_ns: int, end_ns: int) -> tuple[str, ...]:
    overlapping = [link.id for link in links if link.start_ns < end_ns and start_ns < link.end_ns]
    return tuple(dict.fromkeys(overlapping))
