"""The next thing to happen, for the banner's countdowns."""

from console.client.lookahead import LookedAhead
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S


def orbit_number(mission: Mission, now_ns: int) -> int:
    """Return the count of revolutions since launch, the first being 1.

    Revolutions are those of the elements in force, by their mean motion.
    """
    period_s = mission.orbit.elements_at(now_ns).period_s
    return 1 + int(mission.elapsed_s(now_ns) // period_s)


def next_sun_change(ahead: LookedAhead, now_ns: int) -> tuple[str, str, float] | None:
    """Return DAY or NIGHT, what ends it, and in how many seconds; None when not known."""
    following = next((event for event in ahead.sun_events if event.instant_ns > now_ns), None)
    if following is None:
        return None
    in_s = (following.instant_ns - now_ns) / NS_PER_S
    return ("NIGHT" if following.kind == "sunrise" else "DAY", following.kind, in_s)


def next_contact(ahead: LookedAhead, now_ns: int) -> tuple[str, str, float] | None:
    """Return AOS or LOS, of whom, and in how many seconds; None when not known."""
    for contact in ahead.contacts:
        if contact.start_ns <= now_ns < contact.end_ns:
            return "LOS", contact.name, (contact.end_ns - now_ns) / NS_PER_S
    for contact in ahead.contacts:
        if contact.start_ns > now_ns:
            return "AOS", contact.name, (contact.start_ns - now_ns) / NS_PER_S
    return None
