"""What is coming on this flight, worked out beside the window loop."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from console.domain.viewing.opportunities import Opportunity, find_opportunities
from console.domain.viewing.orbit_events import OrbitEvents
from telemetry.elements import PropagationError
from telemetry.mission import Mission

NO_EVENTS = OrbitEvents(
    light_changes=(), contacts=(), ascending_nodes_ns=(), starts_in_sunlight=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAhead:
    """The whole flight: what can be seen, day and night, and who hears the vehicle.

    Parameters
    ----------
    is_known : bool
        False until it was worked out.
    problem : str
        Why the orbit cannot be worked out, else empty.
    """

    opportunities: tuple[Opportunity, ...] = ()
    events: OrbitEvents = NO_EVENTS
    is_known: bool = False
    problem: str = ""


def look_ahead(mission: Mission) -> LookedAhead:
    """Return what is coming between launch and the end of the flight."""
    try:
        return LookedAhead(
            opportunities=find_opportunities(mission, mission.launch_ns, mission.end_ns),
            events=OrbitEvents.of(mission),
            is_known=True,
        )
    except PropagationError as error:
        return LookedAhead(problem=str(error))


class LookAhead:
    """One worker thread; the result is handed to `deliver`."""

    def __init__(self, deliver: Callable[[LookedAhead], None]) -> None:
        self._deliver = deliver
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look-ahead")

    def start(self, mission: Mission) -> None:
        """Begin; the answer comes later."""
        self._worker.submit(look_ahead, mission).add_done_callback(self._done)

    def close(self) -> None:
        """Wait for the worker to end."""
        self._worker.shutdown(cancel_futures=True)

    def _done(self, future: Future[LookedAhead]) -> None:
        if not future.cancelled():
            self._deliver(future.result())
