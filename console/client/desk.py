"""Everything one console knows, fed from one inbox. No Qt, no sockets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from typing import Final

from console.client.feed import Feed, ParameterValue
from console.client.lookahead import LookedAhead
from console.client.mirror import Advanced, Step, Stepped
from console.client.replayed_source import ReplayedSource
from console.client.session import Event, LinkChecked, Repaired
from console.domain.alarm_causes import in_order_of_attention
from console.domain.alarms import Alarm
from console.domain.facts import ClockJumped, Entry
from console.domain.flight_rules import ViewingStatus, viewing_status
from console.domain.forecast.air import FittedAir, fitted_air
from console.domain.forecast.outlook import NOTHING, Forecast
from console.domain.forecast.vehicle import TOLD
from console.domain.mission import MissionState
from console.domain.operations import Operations, load_operations
from console.domain.planning.question import zones_for_the_view
from console.domain.replay import RecordingTold, ReplayStatus
from console.domain.roles import Role
from console.domain.rule_model import Decision
from console.domain.rule_scene import Reading, Scene
from console.domain.schedule import ViewingWindow
from console.protocol import Answer, Complaint, Heartbeat, History, Welcome
from telemetry.dictionary import Severity
from telemetry.judgement import Validity
from telemetry.link import ClockReceived, Received
from telemetry.mission import Configuration, Mission, load_mission
from telemetry.timebase import NS_PER_S, Clock, FollowedClock
from telemetry.wire import SourceKind

TELEMETRY_SILENCE_S: Final = 3.0
FORECAST_LASTS_S: Final = 75.0
JUMP_S: Final = 5.0
WAY_S: Final = 0.5  # of waiting, in which a sample may be batched, relayed and drained


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one batch of events changed, so that only that is redrawn."""

    opened: bool = False  # the mission became known, or became another one
    telemetry: bool = False
    state: bool = False
    link: bool = False
    lookahead: bool = False
    forecast: bool = False
    answers: tuple[Answer, ...] = ()
    histories: tuple[str, ...] = ()  # parameters whose recorded history arrived


class Desk:
    """What a console knows; panels read it after each batch.

    Parameters
    ----------
    role : Role
        The seat; the server may grant another in its welcome.
    wall : Clock
        The machine's clock, for ages of what was received.
    """

    def __init__(self, role: Role, wall: Clock) -> None:
        self.role = role
        self.clock = FollowedClock(wall)
        self.step = Step.WAITING
        self.state = MissionState()
        self.log: list[Entry] = []
        self.heartbeat: Heartbeat | None = None
        self.source_kind: SourceKind | None = None
        self.is_secured = False
        self.complaint = ""
        self.lookahead = LookedAhead()
        self.forecast = NOTHING
        self._air: tuple[Forecast, FittedAir | None] | None = None
        self.configuration: dict[str, bytes] = {}
        self.operations = Operations()
        self.replay: ReplayStatus | None = None
        self.recording: RecordingTold | None = None
        self._ordered: tuple[Mapping[str, Alarm], Sequence[Alarm]] = ({}, ())
        self._replayed = ReplayedSource()
        self._mission: Mission | None = None
        self._feed: Feed | None = None

    @property
    def is_open(self) -> bool:
        """Whether the server has told what mission this is."""
        return self._mission is not None

    @property
    def mission(self) -> Mission:
        """The mission; only once open."""
        if self._mission is None:
            raise LookupError("the mission is not known yet")
        return self._mission

    @property
    def feed(self) -> Feed:
        """The telemetry; only once open."""
        if self._feed is None:
            raise LookupError("the mission is not known yet")
        return self._feed

    @property
    def is_in_step(self) -> bool:
        """Whether what is shown is what the server knows; buttons work only then."""
        return self.step is Step.LIVE

    def open(self, mission: Mission) -> None:
        """Begin with a mission, and an empty memory of its telemetry."""
        self._mission, self._feed = mission, Feed(mission.database)
        self.operations = load_operations(Configuration(self.configuration), mission)

    def around(self) -> Scene:
        """Return what flight rules and procedures are judged by, as the server judges them."""
        return Scene(
            readings=self._reading,
            alarms=self.state.alarm_book.in_force,
            contexts=self.state.alarm_book.contexts,
            hidden=self.state.alarm_book.hidden,
            database=self.mission.database,
            now_ns=self.now_ns(),
            way_ns=round(WAY_S * self.clock.rate * NS_PER_S),
            foreseen=self.outlook(),
        )

    def _reading(self, parameter_id: str) -> Reading | None:
        latest = self.feed.history.latest(parameter_id)
        return latest and Reading(value=latest[1], generated_ns=latest[0])

    def now_ns(self) -> int:
        """Return mission time, UTC nanoseconds; 0 before the source was heard."""
        return self.clock.now_ns()

    def elapsed_s(self) -> float:
        """Return mission elapsed time."""
        return (self.now_ns() - self.mission.launch_ns) / NS_PER_S

    def telemetry_age_s(self) -> float | None:
        """Return how many seconds of waiting ago the newest sample was made; None before any.

        A paused mission does not age.
        """
        if not (self.is_open and self.feed.newest_ns and self.clock.is_set):
            return None
        age_s = max(0, self.now_ns() - self.feed.newest_ns) / NS_PER_S
        return age_s / self.clock.rate if self.clock.rate else 0.0

    def heard_ns(self) -> int:
        """Return mission time as old after the newest sample as people have waited for it."""
        age_s = self.telemetry_age_s()
        return self.now_ns() if age_s is None else self.feed.newest_ns + round(age_s * NS_PER_S)

    def outlook(self) -> Forecast:
        """Return the forecast while it is of use: not after telemetry stopped or time jumped."""
        at_ns = self.forecast.at_ns
        if not at_ns:
            return self.forecast
        age_s = (self.now_ns() - at_ns) / NS_PER_S
        if not -JUMP_S < age_s < FORECAST_LASTS_S * max(1.0, self.clock.rate):
            return Forecast(unknown=dict.fromkeys(TOLD, "the last one is out of date"))
        return self.forecast

    def air(self) -> FittedAir | None:
        """Return the cabin's air as plans are to reckon with it, None while nobody knows."""
        outlook = self.outlook()
        if self._air is None or self._air[0] is not outlook:
            zones = zones_for_the_view(self.mission)
            self._air = (outlook, fitted_air(outlook, self.mission, zones))
        return self._air[1]

    @property
    def hears_telemetry(self) -> bool:
        """Whether telemetry is coming in, of which some is due several times a second."""
        age_s = self.telemetry_age_s()
        return age_s is not None and age_s <= TELEMETRY_SILENCE_S

    def value(self, parameter_id: str) -> ParameterValue:
        """Return the latest reading of a parameter, with its age and validity now.

        What rules do not believe is INVALID here too: a data unit that is out repeats its last
        values under new times, and would look fresh.
        """
        way_ns = round(WAY_S * self.clock.rate * NS_PER_S)
        reading = self.feed.value(parameter_id, self.now_ns(), way_ns=way_ns)
        if reading.validity is Validity.VALID and self.why_disbelieved(parameter_id):
            return replace(reading, validity=Validity.INVALID)
        return reading

    def why_disbelieved(self, parameter_id: str) -> str:
        """Return why a parameter's readings count for nothing at present, empty if they count."""
        in_force = self.state.alarm_book.contexts
        return self.mission.database.rules.why_disbelieved(parameter_id, in_force)

    def alarms(self) -> Sequence[Alarm]:
        """Return standing alarms in the order a controller should read them."""
        if not self.is_open:
            return ()
        if self._ordered[0] is not self.state.alarms:  # asked for in every screen frame
            ordered = in_order_of_attention(self.state.alarms, self.mission.database)
            self._ordered = self.state.alarms, ordered
        return self._ordered[1]

    def windows(self) -> Mapping[str, ViewingWindow]:
        """Return every viewing window by id."""
        return self.state.windows

    def safety_state(self) -> Severity | None:
        """Return the worst class among active alarms from caution up, None when nominal."""
        classes = [alarm.severity for alarm in self.state.alarms.values() if alarm.is_active]
        worst = max(classes, default=None)
        return worst if worst is not None and worst >= Severity.CAUTION else None

    def viewing_status(self) -> ViewingStatus:
        """Return GO, HOLD or NO-GO.

        A console that does not know how things stand never says GO, and takes nothing back: what
        it last knew to be NO-GO stays so.
        """
        blind = ""
        if not self.is_in_step:
            blind = "This console is not in step with the server"
        elif not self.hears_telemetry:
            blind = "No telemetry is received"
        if not self.is_open:
            return ViewingStatus(decision=Decision.HOLD, reasons=(blind,))
        known = viewing_status(
            self.state.windows, self.operations.rules, self.mission, self.around()
        )
        if not blind:
            return known
        if known.decision is Decision.NO_GO:
            return replace(known, reasons=(blind, *known.reasons))
        return ViewingStatus(decision=Decision.HOLD, reasons=(blind,))

    def take(self, events: Sequence[Event | LookedAhead | Forecast]) -> Changes:
        """Take a batch of events in order; return what they changed."""
        changed = {self._take(event) for event in events}
        return Changes(
            opened="opened" in changed,
            telemetry="telemetry" in changed,
            state="state" in changed,
            link="link" in changed,
            lookahead="lookahead" in changed,
            forecast="forecast" in changed,
            answers=tuple(event for event in events if isinstance(event, Answer)),
            histories=tuple(event.parameter for event in events if isinstance(event, History)),
        )

    @singledispatchmethod
    def _take(self, event: object) -> str:
        raise TypeError(f"a desk cannot take {event!r}")

    @_take.register
    def _(self, event: Received) -> str:
        if self._hears(event.frame.source) and self._feed is not None:
            self._feed.take(event)
        return "telemetry"

    @_take.register
    def _(self, event: Repaired) -> str:
        if self._feed is not None:
            self._feed.repair(event.frames)
        return "telemetry"

    @_take.register
    def _(self, event: ClockReceived) -> str:
        announced = event.clock
        if not self._hears(announced.source):
            return "link"
        self.clock.follow(announced.mission_ns, announced.rate, event.received_ns)
        self.source_kind = announced.kind
        return "link"

    @_take.register
    def _(self, event: Welcome) -> str:
        self.role, self.is_secured, self.complaint = event.role, event.is_secured, ""
        if self._mission is None or self.configuration != event.configuration:
            self.configuration = event.configuration
            self.open(load_mission(Configuration(event.configuration)))
        return "opened"

    @_take.register
    def _(self, event: Advanced) -> str:
        if event.is_restart:
            self.log = []
        elif self._feed is not None and any(map(_is_set_back, event.entries)):
            self._feed.bins.forget()
        self.log.extend(event.entries)
        self.state = event.state
        return "state"

    @_take.register
    def _(self, event: Stepped) -> str:
        self.step = event.step
        return "link"

    @_take.register
    def _(self, event: LinkChecked) -> str:
        self.heartbeat = event.heartbeat
        return "link"

    @_take.register
    def _(self, event: Complaint) -> str:
        self.complaint = event.reason
        return "link"

    @_take.register
    def _(self, event: History) -> str:
        if self._hears(event.source) and self._feed is not None:
            self._feed.back_fill(event)
        return "history"

    @_take.register
    def _(self, event: Answer) -> str:
        return f"answer to {event.request_id}"

    @_take.register
    def _(self, event: Forecast) -> str:
        self.forecast = event
        return "forecast"

    @_take.register
    def _(self, event: LookedAhead) -> str:
        self.lookahead = event
        return "lookahead"

    @_take.register
    def _(self, event: ReplayStatus) -> str:
        self.replay = event
        return "link"

    @_take.register
    def _(self, event: RecordingTold) -> str:
        self.recording = event
        return "link"

    def _hears(self, source: str) -> bool:
        """Return whether `source` is heard; forget the telemetry when a replay went elsewhere."""
        is_heard, has_moved = self._replayed.hear(source)
        if has_moved and self._mission is not None:
            self._feed = Feed(self._mission.database)
        return is_heard


def _is_set_back(entry: Entry) -> bool:
    return isinstance(entry.fact, ClockJumped) and entry.fact.is_back
