"""What is coming on this flight, worked out beside the window loop."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from console.domain.viewing.opportunities import Opportunity, ViewingRules, find_opportunities
from console.domain.viewing.orbit_events import OrbitEvents
from telemetry.elements import PropagationError
from telemetry.mission import Mission

NO_EVENTS = OrbitEvents(
    light_changes=(), contacts=(), ascending_nodes_ns=(), starts_in_sunlight=True
)


_DEFAULT_RULES = ViewingRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAhead:
    """The whole flight: what can be seen, day and night, and who hears the vehicle.

    Parameters
    ----------
    rules : ViewingRules
        The limits it was worked out with.
    is_known : bool
        False until it was worked out.
    problem : str
        Why the orbit cannot be worked out, else empty.
    """

    opportunities: tuple[Opportunity, ...] = ()
    rules: ViewingRules = field(default_factory=ViewingRules)
    events: OrbitEvents = NO_EVENTS
    is_known: bool = False
    problem: str = ""


def look_ahead(mission: Mission, rules: ViewingRules = _DEFAULT_RULES) -> LookedAhead:
    """Return what is coming between launch and the end of the flight, as far as it is known.

    Where the elements end early the list is of what can be known, and says until when.
    """
    opportunities: tuple[Opportunity, ...] = ()
    try:
        opportunities = find_opportunities(mission, mission.launch_ns, mission.end_ns, rules)
        events = OrbitEvents.of(mission)
    except PropagationError as error:
        return LookedAhead(opportunities=opportunities, rules=rules, problem=str(error))
    return LookedAhead(opportunities=opportunities, rules=rules, events=events, is_known=True)


class LookAhead:
    """One worker thread; the result is handed to `deliver`."""

    def __init__(self, deliver: Callable[[LookedAhead], None]) -> None:
        self._deliver = deliver
        self._about: tuple[Mission, ViewingRules] | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look-ahead")

    def start(self, mission: Mission, rules: ViewingRules = _DEFAULT_RULES) -> None:
        """Begin; the answer comes later."""
        self._worker.submit(look_ahead, mission, rules).add_done_callback(self._done)

    def consider(self, mission: Mission, rules: ViewingRules) -> None:
        """Begin if the mission, or what makes a good view on it, is another than before."""
        before = self._about
        if before is None or mission is not before[0] or rules != before[1]:
            self._about = (mission, rules)
            self.start(mission, rules)

    def close(self) -> None:
        """Wait for the worker to end."""
        self._worker.shutdown(cancel_futures=True)

    def _done(self, future: Future[LookedAhead]) -> None:
        if not future.cancelled():
            self._deliver(future.result())
