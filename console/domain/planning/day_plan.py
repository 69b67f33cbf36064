"""What one guest does on one day of the flight: viewings with what is fixed around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from console.domain.planning.availability import agreed_timeline
from console.domain.planning.plan import TaskPlace
from console.domain.planning.problem import NS_PER_DAY
from console.domain.schedule import ViewingWindow
from console.domain.viewing.look_up import LookUp
from telemetry.mission import Mission, Person

# A sheet lies about where others read it.
_ON_PAPER: Final = {"medical": "private appointment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayItem:
    """A line of a guest's day.

    Parameters
    ----------
    window : ViewingWindow or None
        None for what is fixed around the viewings: sleep, meals, calls.
    company : tuple of str
        Aliases of the others at the same window.
    """

    start_ns: int
    end_ns: int
    title: str
    window: ViewingWindow | None = None
    company: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """One guest's day; days of 24 h count from launch, the first is 1."""

    guest: Person
    day: int
    start_ns: int
    end_ns: int
    items: tuple[DayItem, ...]

    @property
    def has_views(self) -> bool:
        """Whether there is a viewing on it."""
        return any(item.window is not None for item in self.items)


def day_plans(
    windows: Iterable[ViewingWindow],
    mission: Mission,
    tasks: Iterable[TaskPlace] = (),
    look_ups: Iterable[LookUp] = (),
    *,
    with_empty_days: bool = False,
) -> list[DayPlan]:
    """Return every guest's days on which there is a viewing, guest by guest in order of time.

    Parameters
    ----------
    look_ups : iterable of LookUp
        When their families can see them pass.
    with_empty_days : bool
        Whether days without a viewing are among them.
    """
    windows, look_ups = tuple(windows), tuple(look_ups)
    timeline = agreed_timeline(mission, tasks)
    aliases = {person.id: person.alias for person in mission.people}
    days = -(-(mission.end_ns - mission.launch_ns) // NS_PER_DAY)
    found = []
    for guest in (person for person in mission.people if person.role == "guest"):
        own = [window for window in windows if guest.id in window.guests]
        fixed = [a for a in timeline if a.person == guest.id and not a.is_flexible]
        for day in range(days):
            start_ns = mission.launch_ns + day * NS_PER_DAY
            end_ns = start_ns + NS_PER_DAY
            seen = [
                DayItem(
                    start_ns=window.start_ns,
                    end_ns=window.end_ns,
                    title=window.title,
                    window=window,
                    company=tuple(aliases[other] for other in window.guests if other != guest.id),
                )
                for window in own
                if start_ns <= window.start_ns < end_ns
            ]
            if not seen and not with_empty_days:
                continue
            around = [
                DayItem(start_ns=a.start_ns, end_ns=a.end_ns, title=_ON_PAPER.get(a.kind, a.kind))
                for a in fixed
                if a.start_ns < end_ns and start_ns < a.end_ns
            ]
            around += [
                DayItem(
                    start_ns=each.start_ns,
                    end_ns=each.end_ns,
                    title=f"from {each.town} you can be seen, {each.max_elevation_deg:.0f}° high",
                )
                for each in look_ups
                if each.person == guest.id and start_ns <= each.start_ns < end_ns
            ]
            items = tuple(sorted((*seen, *around), key=lambda item: (item.start_ns, item.title)))
            found.append(
                DayPlan(guest=guest, day=day + 1, start_ns=start_ns, end_ns=end_ns, items=items)
            )
    return found
