"""A ground without sockets: what a server makes of frames, with what is worked out of them."""

import math
import shutil
from collections import defaultdict
from functools import cache

import numpy as np
from builders import T0_NS, an_entry
from stripped import stripped_files

from console.domain.alarm_facts import AlarmChanged, AlarmFoundLate, AlarmRaised
from console.domain.facts import MissionOpened
from console.server.alarm_watch import AlarmWatch
from console.server.authority import Authority, Moment
from console.server.record import Record
from console.server.resumption import resume
from console.server.screening import Screening
from telemetry.configuration import Configuration
from telemetry.derived import DerivedWatch
from telemetry.derived_file import PACKET
from telemetry.link import Received
from telemetry.mission import load_mission
from telemetry.timebase import NS_PER_S, FollowedClock, ManualClock
from telemetry.wire import Frame

MISSION = load_mission(Configuration(stripped_files()))
DERIVED = MISSION.database.packet_by_name[PACKET].parameters
INPUTS = {name for each in DERIVED for name in each.derivation.inputs}
ANY_TIME_NS = 1


class Ground:
    """What a server makes of frames: derived values, and facts about their alarms."""

    judges_for_s = math.inf  # at each look

    def __init__(self, entries=(), epoch=1):
        opened = an_entry(1, fact=MissionOpened(mission="m", record="rec"))
        self.authority = Authority(MISSION, [], epoch=epoch, entries=entries or (opened,))
        self.watch = AlarmWatch(MISSION, self.authority.state.alarm_book)
        self.session = f"ground/{epoch}"
        self.derived = DerivedWatch(MISSION.database, self.session)

    def take(self, frame):
        self.watch.take(frame)
        said = self.derived.take(frame)
        if said is not None:
            self.say(said)

    def look(self, at_s):
        for again in self.derived.take_late():
            self.say(again)
        moment = Moment(mission_ns=T0_NS + at_s * NS_PER_S, wall_ns=ANY_TIME_NS)
        self.watch.look(moment.mission_ns)
        self.watch.judge_for(self.judges_for_s)
        ruling = self.watch.rule(self.authority, moment)
        self.settle(ruling)
        self.watch.is_written()

    def say(self, frame):
        self.watch.take(frame)

    def settle(self, ruling):
        self.authority.commit(ruling)
        self.watch.hear(ruling.entries)


class RecordedGround(Ground):
    """A ground that records, and whose record is carried on by another when it is killed."""

    def __init__(self, path):
        is_first = not path.exists()
        self.path = path
        self.record = Record.open(path, Configuration(stripped_files()))
        super().__init__(self.record.entries(), self.record.raise_epoch())
        if is_first:
            self.record.append_entries(self.authority.log)
        self.screening = Screening(MISSION.database, FollowedClock(ManualClock(0)))
        resume(
            self.record,
            self.authority,
            session=self.session,
            screening=self.screening,
            alarms=self.watch,
            derived=self.derived,
        )

    def take(self, frame):
        arrived = Received(frame=frame, topic=b"", payload=b"", received_ns=ANY_TIME_NS)
        if self.screening.is_new(arrived):
            self.record.append_frame(frame, ANY_TIME_NS)
            super().take(frame)

    def say(self, frame):
        self.record.append_frame(frame, ANY_TIME_NS)
        super().say(frame)

    def settle(self, ruling):
        self.record.append_entries(ruling.entries)
        super().settle(ruling)

    def killed(self):
        """Return another that goes on with the files as they are on disk at this instant."""
        then = self.path.with_name(f"{self.path.name}x")
        for file in self.path.parent.glob(f"{self.path.name}*"):
            shutil.copy(file, file.with_name(file.name.replace(self.path.name, then.name)))
        self.record.close()
        return RecordedGround(then)


@cache
def frames_of_a_leak(seconds):
    """Return by second what a vehicle sends that loses 40 mmHg a minute from 100 s to 200 s."""
    from_s, until_s = 100, 200
    of_second = defaultdict(list)
    noise = np.random.default_rng(1)
    for packet in MISSION.database.sent.packets:
        if not any(each.id in INPUTS for each in packet.parameters):
            continue
        nominal = [0.0 if each.nominal is None else each.nominal for each in packet.parameters]
        step_s = max(1, packet.period_ns // NS_PER_S)
        rows = max(1, NS_PER_S // packet.period_ns)
        for number, second in enumerate(range(0, seconds, step_s)):
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


def a_flight(seconds, lost=range(0), back_at_s=0):
    """Yield each second of a leak with the frames that come in it, those of `lost` seconds late."""
    of_second, kept = frames_of_a_leak(seconds), []
    for second in range(seconds):
        frames = of_second[second]
        if second in lost:
            kept += frames
        came = [] if second in lost else frames
        yield second, [*came, *kept] if second == back_at_s else came


def told(ground):
    """Return of every alarm when it began and its gravest class, by parameter, and if it lasts."""
    found = {}
    for fact in (entry.fact for entry in ground.authority.log):
        if isinstance(fact, AlarmRaised | AlarmChanged | AlarmFoundLate):
            began_ns, gravest = found.get(fact.alarm, (fact.sample_ns, fact.severity))
            found[fact.alarm] = min(began_ns, fact.sample_ns), max(gravest, fact.severity)
    book = ground.authority.state.alarm_book
    return {name: (*each, book.find(name).is_active) for name, each in found.items()}
