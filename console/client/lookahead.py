"""What is coming on this flight, worked out beside the window loop."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from console.domain.viewing.opportunities import Opportunity, find_opportunities
from console.domain.viewing.orbit_events import Contact, SunEvent, contacts, sun_events
from telemetry.mission import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAhead:
    """The whole flight ahead: what can be seen, day and night, and who hears the vehicle."""

    opportunities: tuple[Opportunity, ...]
    sun_events: tuple[SunEvent, ...]
    contacts: tuple[Contact, ...]


def look_ahead(mission: Mission) -> LookedAhead:
    """Return what is coming between launch and the end of the flight."""
    span = (mission.launch_ns, mission.end_ns)
    return LookedAhead(
        opportunities=find_opportunities(mission, *span),
        sun_events=sun_events(mission, *span),
        contacts=contacts(mission, *span),
    )


class LookAhead:
    """One worker thread; the result is handed to `deliver`."""

    def __init__(self, deliver: Callable[[LookedAhead], None]) -> None:
        self._deliver = deliver
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look-ahead")

    def start(self, mission: Mission) -> None:
        """Begin; the answer comes later."""
        future = self._worker.submit(look_ahead, mission)
        future.add_done_callback(lambda done: self._deliver(done.result()))

    def close(self) -> None:
        """Wait for the worker to end."""
        self._worker.shutdown(cancel_futures=True)
