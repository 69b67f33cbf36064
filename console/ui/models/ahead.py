"""The next thing to happen, for the banner's countdowns."""

from console.domain.viewing.orbit_events import OrbitEvents
from telemetry.timebase import NS_PER_S


def next_sun_change(events: OrbitEvents, now_ns: int) -> tuple[str, str, float] | None:
    """Return DAY or NIGHT, what ends it, and in how many seconds; None when not known."""
    change = events.next_light_change(now_ns)
    if change is None:
        return None
    in_s = (change.instant_ns - now_ns) / NS_PER_S
    return ("NIGHT", "sunrise", in_s) if change.is_sunrise else ("DAY", "sunset", in_s)


def next_contact(events: OrbitEvents, now_ns: int) -> tuple[str, str, float] | None:
    """Return AOS or LOS, of whom, and in how many seconds; None when not known."""
    lost_ns = events.loss_of_signal_ns(now_ns)
    if lost_ns is not None:
        last = max(events.contacts_at(now_ns), key=lambda contact: contact.end_ns)
        return "LOS", last.name, (lost_ns - now_ns) / NS_PER_S
    contact = events.next_contact(now_ns)
    if contact is None:
        return None
    return "AOS", contact.name, (contact.start_ns - now_ns) / NS_PER_S
