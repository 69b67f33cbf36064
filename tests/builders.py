"""Values with sensible defaults, so that a test states only what matters to it."""

from dataclasses import replace
from functools import cache

from console.domain.facts import AlarmRaised, Entry, ServerStarted
from console.domain.mission import Situation
from console.domain.operations import load_operations
from console.domain.rule_scene import Reading
from console.domain.viewing.opportunities import Opportunity
from telemetry.dictionary import Severity
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S

T0_NS = 1_631_880_000_000_000_000  # 2021-09-17T12:00:00Z, on meridian-1's second day


def an_entry(sequence=1, *, fact=None, epoch=1, by="server", request_id=""):
    """Return a log entry; without a fact, one that changes no state."""
    return Entry(
        sequence=sequence,
        epoch=epoch,
        mission_ns=T0_NS + sequence,
        recorded_ns=T0_NS + sequence,
        by=by,
        fact=fact or ServerStarted(epoch=epoch),
        request_id=request_id,
    )


def an_alarm_raised(alarm="CAB_PPCO2_Z3", *, occurrence=1, severity=Severity.WARNING, **other):
    """Return the fact that an alarm was raised."""
    fields = {"value": 6.2, "limit": 6.0, "sample_ns": T0_NS} | other
    return AlarmRaised(alarm=alarm, occurrence=occurrence, severity=severity, **fields)


@cache
def a_mission(name="meridian-1"):
    """Return a shipped mission."""
    return load_mission(read_configuration(name))


@cache
def an_idle_mission():
    """Return a shipped mission on which nobody has anything to do."""
    return replace(a_mission(), timeline=())


def an_opportunity(name="reef", *, pane="dome", start_s=3600, length_s=300, **other):
    """Return something to see, `start_s` after T0."""
    start_ns = T0_NS + round(start_s * NS_PER_S)
    fields = {
        "id": name,
        "product": "landmark by day",
        "target": name,
        "title": f"{name} by day",
        "pane": pane,
        "start_ns": start_ns,
        "peak_ns": start_ns + round(length_s * NS_PER_S / 2),
        "end_ns": start_ns + round(length_s * NS_PER_S),
        "off_nadir_deg": 20.0,
        "off_boresight_deg": 10.0,
        "elevation_deg": 60.0,
        "sun_elevation_deg": 40.0,
        "quality": 80,
        "reasons": (),
    }
    return Opportunity(**(fields | other))


def a_situation(*opportunities, now_s=0.0, mission=None, **other):
    """Return what a decision may look at, `now_s` after T0; people are free unless told."""
    return Situation(
        mission=mission or an_idle_mission(),
        opportunities={each.id: each for each in opportunities},
        now_ns=T0_NS + round(now_s * NS_PER_S),
        operations=the_operations(),
        **{"readings": nominal_readings, "name": "Anna"} | other,
    )


@cache
def the_operations():
    """Return the flight rules and procedures that ship with meridian-1."""
    return load_operations(read_configuration("meridian-1"), a_mission())


def nominal_readings(parameter, changed=None, *, generated_ns=None):
    """Return a sample of `parameter`'s usual value, as new as anybody could ask for."""
    known = a_mission().database.parameters[parameter]
    usual = 0.0 if known.nominal is None else known.nominal
    value = (changed or {}).get(parameter, usual)
    fresh_ns = T0_NS + 365 * 86_400 * NS_PER_S
    return Reading(value=value, generated_ns=generated_ns or fresh_ns)
