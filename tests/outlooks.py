"""What lies ahead of a console's flight, small enough to reckon with by hand."""

from builders import T0_NS

from console.client.lookahead import LookedAhead
from console.domain.facts import WindowProposed
from console.domain.schedule import ViewingWindow
from console.domain.viewing.orbit_events import Contact, LightChange, OrbitEvents
from telemetry.timebase import NS_PER_S


def at(seconds):
    """Return the instant `seconds` after T0."""
    return T0_NS + round(seconds * NS_PER_S)


def a_contact(name="Dongara", *, start_s=600, end_s=1200, kind="station"):
    """Return a stretch in sight."""
    return Contact(
        kind=kind,
        id=name.lower(),
        name=name,
        start_ns=at(start_s),
        end_ns=at(end_s),
        max_elevation_deg=42.0 if kind == "station" else 0.0,
    )


def an_outlook(*opportunities, contacts=(), sunset_s=1800, sunrise_s=3900):
    """Return a flight in daylight at T0, with a sunset and a sunrise to come."""
    return LookedAhead(
        opportunities=tuple(opportunities),
        events=OrbitEvents(
            light_changes=(LightChange(at(sunset_s), False), LightChange(at(sunrise_s), True)),
            contacts=tuple(contacts),
            ascending_nodes_ns=(at(-3000),),
            starts_in_sunlight=True,
        ),
        is_known=True,
    )


def proposed(window, opportunity, *guests):
    """Return the fact that `opportunity` was proposed for `guests`."""
    return WindowProposed(
        window=window,
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
    )


def a_window(window="w1", *, start_s=600, end_s=900, guests=("guest-a",), **other):
    """Return a viewing window, `start_s` to `end_s` after T0."""
    fields = {"opportunity": "reef", "title": "reef by day", "pane": "dome", "quality": 80} | other
    return ViewingWindow(id=window, start_ns=at(start_s), end_ns=at(end_s), guests=guests, **fields)
