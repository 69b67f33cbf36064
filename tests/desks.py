"""Desks as a console would have them after some minutes, fed the way the link feeds them."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from builders import T0_NS, a_mission, an_entry, the_operations

from console.client.desk import Desk
from console.client.feed import Feed
from console.client.mirror import Advanced, Step, Stepped
from console.client.session import LinkChecked
from console.domain.mission import fold
from console.domain.roles import Role
from console.protocol import PROTOCOL_VERSION, Heartbeat, Welcome
from telemetry.link import ClockReceived, Received
from telemetry.mission import read_configuration
from telemetry.timebase import NS_PER_S, ManualClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

WALL_NS = T0_NS + 7 * 86_400 * NS_PER_S


@dataclass
class SentRequests:
    """What a console sent, in order."""

    requests: list = field(default_factory=list)
    questions: list = field(default_factory=list)

    def submit(self, request):
        self.requests.append(request)
        return f"r{len(self.requests)}"

    def ask_history(self, parameter, from_ns, to_ns, columns):
        self.questions.append((parameter, from_ns, to_ns, columns))

    def ask_recording(self):
        self.questions.append("recording")


def ordinary_values(parameter, seconds, seed=0):
    """Return nominal values with a little noise at `seconds`, an array of any shape (n,)."""
    if parameter.states:
        state = 0 if parameter.nominal is None else parameter.nominal
        return np.full(len(seconds), float(state))
    nominal = parameter.nominal
    if nominal is None:
        nominal = (parameter.range_low + parameter.range_high) / 2
    noise = np.random.default_rng(seed).normal(size=len(seconds))
    wave = np.sin(np.asarray(seconds) / 90.0 + seed)
    return nominal + (0.01 * wave + 0.002 * noise) * max(abs(nominal), 1e-3)


def frames_until(mission, now_ns, span_s, *, changed=None):
    """Return every packet's frames of the last `span_s` seconds.

    `changed` maps parameter ids to functions of mission seconds before now (negative) that
    give an array of values.
    """
    changed = changed or {}
    found = []
    for packet in mission.database.packets:
        rows = max(1, round(span_s * NS_PER_S / packet.period_ns))
        first_ns = now_ns - (rows - 1) * packet.period_ns
        seconds = (np.arange(rows) - rows + 1) * packet.period_ns / NS_PER_S
        columns = [
            changed[each.id](seconds) if each.id in changed else ordinary_values(each, seconds, n)
            for n, each in enumerate(packet.parameters)
        ]
        found.append(
            Frame(
                source="test/1",
                packet=packet.name,
                sequence=0,
                generated_ns=first_ns,
                values=np.column_stack(columns),
            )
        )
    return found


@cache
def ordinary_frames(span_s):
    """Return the frames up to T0 that most desks begin with; they are shared, so nobody's."""
    frames = tuple(frames_until(a_mission(), T0_NS, span_s))
    for frame in frames:
        frame.values.setflags(write=False)
    return frames


@cache
def files_of_the_mission():
    return read_configuration("meridian-1").files


def received(frame, *, received_ns=WALL_NS):
    """Return `frame` as the link hands it over."""
    return Received(frame=frame, topic=b"f/x", payload=b"", received_ns=received_ns)


def a_desk(
    *facts, role=Role.FLIGHT, kind=SourceKind.SIMULATION, span_s=600.0, changed=None, by="server"
):
    """Return a desk in step, with `span_s` of telemetry up to T0 and `facts` in its log."""
    mission = a_mission()
    frames = (
        frames_until(mission, T0_NS, span_s, changed=changed)
        if changed
        else ordinary_frames(span_s)
    )
    desk = Desk(role, ManualClock(WALL_NS))
    # Read once for all tests: a mission takes a tenth of a second, a desk should not.
    desk._mission, desk._feed = mission, Feed(mission.database)
    desk.operations = the_operations()
    desk.configuration = dict(files_of_the_mission())
    entries = tuple(an_entry(n, fact=fact, by=by) for n, fact in enumerate(facts, start=1))
    desk.take(
        [
            welcome(role),
            clock_event(kind=kind),
            Advanced(entries=entries, state=fold(entries), is_restart=True),
            Stepped(Step.LIVE),
            LinkChecked(
                Heartbeat(
                    record="r", epoch=1, sequence=len(facts), frames_received=1, frames_lost=0
                )
            ),
            *(received(each) for each in frames),
        ]
    )
    return desk


def clock_event(*, kind=SourceKind.SIMULATION, mission_ns=T0_NS, rate=1.0):
    """Return a clock announcement as it arrives."""
    clock = ClockAnnouncement(source="test/1", kind=kind, mission_ns=mission_ns, rate=rate)
    return ClockReceived(clock=clock, topic=b"clock", payload=b"", received_ns=WALL_NS)


def welcome(role=Role.FLIGHT):
    """Return the server's welcome to meridian-1."""
    return Welcome(
        version=PROTOCOL_VERSION,
        role=role,
        mission="meridian-1",
        configuration=dict(files_of_the_mission()),
        is_secured=False,
    )
