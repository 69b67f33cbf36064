"""What a plan must keep to, and what it is worth: limits and weights, all of them editable.

Where no source is named the figure is a judgement of ours.
"""

import msgspec

from console.domain.viewing.opportunity import (
    AURORA,
    MILKY_WAY,
    MOONRISE,
    MOONSET,
    SUNRISE,
    SUNSET,
)

LAND_REPEATS_MAX = 2
SKY_REPEATS_MAX = 3
RARE_REPEATS_MAX = 4
_SKY = frozenset({SUNRISE, SUNSET, MOONRISE, MOONSET, MILKY_WAY})
_RARE = frozenset({AURORA})


class PlanRules(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a plan.

    Parameters
    ----------
    turnover_s : float
        A place at a pane is taken for so much longer than the view itself.
    guest_gap_s : float
        Between two viewings of one guest.
    guests_per_host : int
        How many guests at the windows one member of the crew can look after.
    minutes_per_day_max : float
        At the windows, per guest and day of flight.
    first_hours, first_hours_minutes_max : float
        Guests are often unwell at first: all four of Fram2 were through their first day.
    sessions_per_day_max : tuple of int
        Per guest on the first, second and every later day; Axiom 1 called its own first days
        "way too aggressive".
    sessions_per_day_in_all : int
        Average per guest over the whole flight; 0 for no such limit.
    must_see_quality_min : int
        A promise is kept only by a view at least this good.
    quality_min : int
        Views below this are not planned at all.
    first_share, repeat_share : float
        What the first and best, and what every view of a subject counts; they add up to 1.
    notice_s : float
        A guest is called this long before a viewing, so nothing new is planned sooner.
    task_shift_max_s, task_grid_s : float
        How far a call, an exercise or a medical check may be moved, and in what steps.
    """

    turnover_s: float = 120.0
    guest_gap_s: float = 300.0
    guests_per_host: int = 2
    minutes_per_day_max: float = 150.0
    first_hours: float = 12.0
    first_hours_minutes_max: float = 45.0
    sessions_per_day_max: tuple[int, int, int] = (6, 10, 8)
    sessions_per_day_in_all: int = 8
    must_see_quality_min: int = 25
    quality_min: int = 20
    first_share: float = 0.7
    repeat_share: float = 0.3
    notice_s: float = 600.0
    task_shift_max_s: float = 2 * 3600.0
    task_grid_s: float = 900.0

    def sessions_on_day_max(self, day: int) -> int:
        """Return how many viewings a guest may have on a day of flight, counted from 0."""
        return self.sessions_per_day_max[min(day, len(self.sessions_per_day_max) - 1)]

    def sessions_max(self, days: int) -> int | None:
        """Return how many viewings a guest may have in a flight of `days` days, None for any."""
        return self.sessions_per_day_in_all * days if self.sessions_per_day_in_all else None


DENSE_RULES = PlanRules(sessions_per_day_max=(999, 999, 999), sessions_per_day_in_all=0)
"""As many viewings as fit: for comparisons, not for people."""


def repeats_max(product: str) -> int:
    """Return how often one guest may be given the same subject."""
    if product in _RARE:
        return RARE_REPEATS_MAX
    return SKY_REPEATS_MAX if product in _SKY else LAND_REPEATS_MAX
