"""A span that is lost and comes late ends as if nothing had been lost: values and alarms."""

from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from builders import T0_NS, an_entry
from hypothesis import given, settings
from hypothesis import strategies as st
from stripped import stripped_files

from console.domain.alarm_facts import AlarmChanged, AlarmFoundLate, AlarmRaised
from console.domain.facts import MissionOpened
from console.server.alarm_watch import AlarmWatch
from console.server.authority import Authority, Moment
from telemetry.configuration import Configuration
from telemetry.derived import DerivedWatch
from telemetry.derived_file import PACKET
from telemetry.mission import load_mission
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

SECONDS = 420
MISSION = load_mission(Configuration(stripped_files()))
DERIVED = MISSION.database.packet_by_name[PACKET].parameters
INPUTS = {name for each in DERIVED for name in each.derivation.inputs}


class Ground:
    """What a server makes of frames: derived values, and facts about their alarms."""

    def __init__(self):
        opened = an_entry(1, fact=MissionOpened(mission="m", record="rec"))
        self.authority = Authority(MISSION, [], epoch=1, entries=(opened,))
        self.watch = AlarmWatch(MISSION, self.authority.state.alarm_book)
        self.derived = DerivedWatch(MISSION.database, "ground/1")
        self.values = {}
        self.facts = []

    def take(self, frame):
        self.watch.take(frame)
        said = self.derived.take(frame)
        if said is not None:
            self._say(said)

    def look(self, at_s):
        for again in self.derived.take_late():
            self._say(again)
        moment = Moment(mission_ns=T0_NS + at_s * NS_PER_S, wall_ns=1)
        self.watch.look(moment.mission_ns)
        ruling = self.watch.rule(self.authority, moment)
        self.authority.commit(ruling)
        self.watch.hear(ruling.entries)
        self.watch.is_written()
        self.facts += [entry.fact for entry in ruling.entries]

    def _say(self, frame):
        self.watch.take(frame)
        for row, values in enumerate(frame.values):
            self.values[frame.generated_ns + row * NS_PER_S] = values


@cache
def frames_of_a_leak():
    """Return by second what a vehicle sends that loses 40 mmHg a minute for a while."""
    from_s, until_s = 100, 200
    of_second = defaultdict(list)
    noise = np.random.default_rng(1)
    for packet in MISSION.database.sent.packets:
        if not any(each.id in INPUTS for each in packet.parameters):
            continue
        nominal = [0.0 if each.nominal is None else each.nominal for each in packet.parameters]
        step_s = max(1, packet.period_ns // NS_PER_S)
        rows = max(1, NS_PER_S // packet.period_ns)
        for number, second in enumerate(range(0, SECONDS, step_s)):
            values = np.tile(np.array(nominal), (rows, 1))
            lost_mmhg = 40.0 / 60.0 * (min(max(second, from_s), until_s) - from_s)
            for column, parameter in enumerate(packet.parameters):
                if parameter.id.startswith("CAB_P_TOT"):
                    values[:, column] = 760.0 - lost_mmhg + noise.normal(0.0, 0.02, rows)
            generated_ns = T0_NS + second * NS_PER_S - (rows - 1) * packet.period_ns
            of_second[second].append(
                Frame(
                    source="v/1",
                    packet=packet.name,
                    sequence=number,
                    generated_ns=generated_ns,
                    values=values,
                )
            )
    return of_second


def flown(lost=range(0), back_at_s=0):
    """Return the ground after the flight, with the frames of some seconds coming late."""
    ground, of_second = Ground(), frames_of_a_leak()
    kept = []
    for second in range(SECONDS):
        if second in lost:
            kept += of_second[second]
        else:
            for frame in of_second[second]:
                ground.take(frame)
        if second == back_at_s:
            for frame in kept:
                ground.take(frame)
        ground.look(second)
    for _ in range(3):
        ground.look(SECONDS)
    return ground


def told(ground):
    """Return of every alarm when it began and its gravest class, by parameter, and if it lasts."""
    found = {}
    for fact in ground.facts:
        if isinstance(fact, AlarmRaised | AlarmChanged | AlarmFoundLate):
            began_ns, gravest = found.get(fact.alarm, (fact.sample_ns, fact.severity))
            found[fact.alarm] = min(began_ns, fact.sample_ns), max(gravest, fact.severity)
    book = ground.authority.state.alarm_book
    return {name: (*each, book.find(name).is_active) for name, each in found.items()}


@cache
def undisturbed():
    return flown()


def ends_alike(from_s, for_s, after_s):
    lost = range(from_s, min(from_s + for_s, SECONDS - 80))
    ground = flown(lost, back_at_s=min(lost[-1] + 1 + after_s, SECONDS - 1))
    assert ground.values.keys() == undisturbed().values.keys()
    for at_ns, values in undisturbed().values.items():
        assert np.array_equal(ground.values[at_ns], values, equal_nan=True)
    assert told(ground) == told(undisturbed())


def test_a_leak_that_began_in_a_lost_span_is_found_in_its_own_time():
    assert told(undisturbed()).keys() >= {"CAB_DPDT", "DRV_T_RES", "CAB_P_TOT"}
    ends_alike(from_s=90, for_s=140, after_s=60)


SPANS = {
    "from_s": st.integers(20, 300),
    "for_s": st.integers(1, 100),
    "after_s": st.integers(0, 60),
}


@settings(max_examples=2, derandomize=True)
@given(**SPANS)
def test_a_lost_span_that_comes_late_ends_with_the_same_values_and_alarms(from_s, for_s, after_s):
    ends_alike(from_s, for_s, after_s)


@pytest.mark.long
@settings(max_examples=60)
@given(**SPANS)
def test_any_lost_span_that_comes_late_ends_with_the_same_values(from_s, for_s, after_s):
    ends_alike(from_s, for_s, after_s)
