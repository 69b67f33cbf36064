"""Which opportunities the guest lead wants listed, and why none is. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.domain.mission import MissionState
from console.domain.schedule import ViewingWindow, objections
from console.domain.viewing.opportunities import Opportunity, ViewingRules
from console.ui.models.names import Names
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, countdown_text

Keeps = Callable[[Opportunity], bool]
WhyNone = Callable[[Sequence[Opportunity]], str]  # given what the filter dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked for; the defaults ask for everything.

    Parameters
    ----------
    product : str
        One of `telemetry.mission_model.PRODUCTS`, empty for all.
    guest : str
        Id of a guest who must be free then, empty for anybody.
    words : str
        Every word must occur in the title, the product or the cabin window's name.
    within_s : float or None
        How far ahead, None to the end of the flight.
    """

    product: str = ""
    guest: str = ""
    min_quality: int = 0
    words: str = ""
    within_s: float | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The opportunities asked for in order of time, and words for an empty list."""

    opportunities: tuple[Opportunity, ...]
    why_none: str = ""


def listed(
    opportunities: Sequence[Opportunity],
    choice: Choice,
    state: MissionState,
    mission: Mission,
    now_ns: int,
) -> Listed:
    """Return what `choice` leaves of the opportunities to come.

    What has begun is left out: who floats to a window only then has missed the best of it.
    """
    left: Sequence[Opportunity] = [each for each in opportunities if each.start_ns > now_ns]
    if not left:
        return Listed((), "Nothing more can be seen on this flight.")
    steps: tuple[tuple[Keeps, WhyNone], ...] = (
        (_by_words(choice, mission), lambda _dropped: _no_match(choice, mission)),
        (_by_product(choice), lambda _dropped: _no_product(choice)),
        (_by_quality(choice), lambda dropped: _too_poor(choice, dropped)),
        (_by_time(choice, now_ns), lambda dropped: _later(dropped, choice, now_ns)),
        (
            _by_guest(choice, state, mission, now_ns),
            lambda dropped: _not_free(choice, mission, dropped),
        ),
    )
    for keeps, why in steps:
        kept = [each for each in left if keeps(each)]
        if not kept:
            return Listed((), why(left))
        left = kept
    return Listed(tuple(sorted(left, key=lambda each: (each.start_ns, each.id))))


def _by_words(choice: Choice, mission: Mission) -> Keeps:
    words = choice.words.casefold().split()
    names = Names(mission)
    return lambda each: all(
        word in f"{each.title} {each.product} {names.pane(each.pane)}".casefold() for word in words
    )


def _by_product(choice: Choice) -> Keeps:
    return lambda each: choice.product in ("", each.product)


def _by_quality(choice: Choice) -> Keeps:
    return lambda each: each.quality >= choice.min_quality


def _by_time(choice: Choice, now_ns: int) -> Keeps:
    if choice.within_s is None:
        return lambda _each: True
    until_ns = now_ns + round(choice.within_s * NS_PER_S)
    return lambda each: each.start_ns < until_ns


def _by_guest(choice: Choice, state: MissionState, mission: Mission, now_ns: int) -> Keeps:
    if not choice.guest:
        return lambda _each: True
    return lambda each: not why_not(each, (choice.guest,), state, mission, now_ns)


def why_not(
    opportunity: Opportunity,
    guests: tuple[str, ...],
    state: MissionState,
    mission: Mission,
    now_ns: int,
) -> tuple[str, ...]:
    """Return what the server would say against `opportunity` for `guests`, as far as known here.

    The server decides; this only saves a question whose answer is plain.
    """
    window = ViewingWindow(
        id="",
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
    )
    return tuple(objections(window, state.windows, mission, now_ns))


def _no_match(choice: Choice, mission: Mission) -> str:
    """Say why a search finds nothing: unknown, or known but never to be seen on this flight."""
    words = choice.words.casefold().split()
    for target in mission.targets:
        if all(word in target.name.casefold() for word in words):
            light = {"day": "by day ", "night": "at night ", "both": ""}[target.mode]
            return f"{target.name} can not be seen {light}on the rest of this flight."
    return f"Nothing on this flight is called “{choice.words}”."


def _no_product(choice: Choice) -> str:
    named = f" called “{choice.words}”" if choice.words.strip() else ""
    return f"No {choice.product}{named} on the rest of this flight."


def _too_poor(choice: Choice, dropped: Sequence[Opportunity]) -> str:
    best = max(dropped, key=lambda each: each.quality)
    return (
        f"None reaches quality {choice.min_quality}; the best of the rest of the flight, "
        f"{best.title}, has {best.quality}."
    )


def _later(dropped: Sequence[Opportunity], choice: Choice, now_ns: int) -> str:
    first = min(dropped, key=lambda each: each.start_ns)
    in_s = (first.start_ns - now_ns) / NS_PER_S
    hours = (choice.within_s or 0.0) / 3600.0
    return (
        f"None in the next {hours:g} h; the first, {first.title}, "
        f"comes in {countdown_text(in_s, hours=True)}."
    )


def _not_free(choice: Choice, mission: Mission, dropped: Sequence[Opportunity]) -> str:
    alias = Names(mission).person(choice.guest)
    count = "the one" if len(dropped) == 1 else f"any of the {len(dropped)}"
    return f"{alias} is not free for {count} that would fit. Choose another guest or more hours."


def limits_text(rules: ViewingRules) -> str:
    """Return the limits that every listed opportunity keeps, so that no list surprises."""
    return (
        f"Limits of this list: {rules.least_duration_s:.0f} s or longer · by day: Sun "
        f"{rules.day_min_sun_elevation_deg:.0f}° or higher, "
        f"{rules.day_max_off_nadir_deg:.0f}° or less from straight down · city lights: Sun "
        f"{-rules.night_max_sun_elevation_deg:.0f}° or more below, "
        f"{rules.night_max_off_nadir_deg:.0f}° or less"
        f"{', cabin dark' if rules.night_needs_dark_cabin else ''}"
    )
