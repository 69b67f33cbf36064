"""A window on its way along the timeline: where it snaps, and what it would break there."""

from dataclasses import dataclass, replace

from console.client.plan_desk import PlanView
from console.domain.planning.mending import placed
from console.domain.planning.violations import Violation
from console.domain.schedule import ViewingWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a carried window is at this moment.

    Parameters
    ----------
    window : ViewingWindow
        As it would be there.
    sight : str
        The opportunity it snapped to; empty where there is nothing to be seen.
    violations : tuple of Violation
        What it would break, the gravest first.
    """

    window: ViewingWindow
    sight: str
    violations: tuple[Violation, ...]


class CarriedWindow:
    """One view of the plan in work, or one proposed by itself, picked up.

    Parameters
    ----------
    sight : str
        Its opportunity.

    Attributes
    ----------
    proposal : ViewingWindow or None
        The window on the timeline if it is only proposed: it moves without the plan.

    Raises
    ------
    LookupError
        If there is no such view.
    """

    def __init__(self, view: PlanView, sight: str) -> None:
        planned = [window for window in view.windows if window.opportunity == sight]
        self.proposal = None if planned else view.proposal(sight)
        if not planned and self.proposal is None:
            raise LookupError(f"neither in the plan nor proposed: {sight}")
        self._view = view
        self.window = planned[0] if self.proposal is None else replace(self.proposal, id=sight)
        self.places = view.alternatives(sight)

    def at(self, start_ns: int, pane: str, within_ns: int) -> Place:
        """Return the place nearest to an instant, or the instant itself if none is near.

        Parameters
        ----------
        pane : str
            The cabin window it should be at.
        within_ns : int
            How near a place must be to catch it.
        """
        here = [each for each in self.places if each.pane == pane]
        nearest = min(here, key=lambda each: abs(each.start_ns - start_ns), default=None)
        if nearest is not None and abs(nearest.start_ns - start_ns) <= within_ns:
            return self._place(placed(self.window, nearest), nearest.id)
        lasts_ns = self.window.end_ns - self.window.start_ns
        freely = replace(self.window, pane=pane, start_ns=start_ns, end_ns=start_ns + lasts_ns)
        return self._place(freely, "")

    def beside(self, sight: str, step: int) -> Place | None:
        """Return the place `step` after (or before) another in order of time, None past the end."""
        order = [each.id for each in self.places]
        at = order.index(sight) + step if sight in order else 0
        if not 0 <= at < len(order):
            return None
        return self._place(placed(self.window, self.places[at]), order[at])

    def _place(self, window: ViewingWindow, sight: str) -> Place:
        """Judge the window there; who is at the same view already joins the party."""
        rest = [each for each in self._view.windows if each.id != self.window.id]
        there = [each for each in rest if each.opportunity == sight]
        party = tuple(dict.fromkeys(g for each in (*there, window) for g in each.guests))
        window = replace(window, guests=party)
        others = [each for each in rest if each not in there]
        return Place(
            window=window,
            sight=sight,
            violations=tuple(self._view.checker.check_one(window, others)),
        )
