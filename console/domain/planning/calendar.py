"""A plan as an iCalendar file, RFC 5545: for the phones of hosts, family and the lead."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from console.domain.schedule import ViewingWindow
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, met_text, utc_text

LINE_MAX_BYTES: Final = 75  # RFC 5545, 3.1
WARNING_MIN: Final = 10  # before a viewing, guests are called


def plan_calendar(
    windows: Iterable[ViewingWindow],
    mission: Mission,
    opportunities: Mapping[str, Opportunity],
    *,
    made_ns: int,
    guest: str = "",
) -> str:
    """Return the file's text, its lines ended and folded as the standard has it.

    Parameters
    ----------
    made_ns : int
        When it is made, UTC nanoseconds.
    guest : str
        Only the viewings of this guest; everybody's if empty.
    """
    chosen = [window for window in windows if not guest or guest in window.guests]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cupola//Viewing plan//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(mission.name)}",
    ]
    for window in sorted(chosen, key=lambda each: (each.start_ns, each.id)):
        lines += _event(window, mission, opportunities.get(window.opportunity), made_ns)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def _event(
    window: ViewingWindow, mission: Mission, sight: Opportunity | None, made_ns: int
) -> Iterator[str]:
    aliases = {person.id: person.alias for person in mission.people}
    panes = {pane.id: pane.name for pane in mission.panes}
    guests = ", ".join(aliases.get(guest, guest) for guest in window.guests)
    met = met_text((window.start_ns - mission.launch_ns) / NS_PER_S)
    why = "\n".join(sight.reasons) if sight is not None else ""
    description = f"For {guests}\nMET {met}\nQuality {window.quality} of 100\n{why}".strip()
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(window.opportunity)}@{mission.id}.cupola"
    yield f"DTSTAMP:{_utc(made_ns)}"
    yield f"DTSTART:{_utc(window.start_ns)}"
    yield f"DTEND:{_utc(window.end_ns)}"
    yield f"SUMMARY:{escaped(window.title)}"
    yield f"LOCATION:{escaped(panes.get(window.pane, window.pane))}"
    yield f"DESCRIPTION:{escaped(description)}"
    yield f"SEQUENCE:{window.revision}"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(window.title)}"
    yield f"TRIGGER:-PT{WARNING_MIN}M"
    yield "END:VALARM"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text value as RFC 5545, 3.3.11 wants it."""
    for plain, marked in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, marked)
    return text.replace("\r", "")


def folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes, never within a character; 3.1."""
    piece, room = "", LINE_MAX_BYTES
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", LINE_MAX_BYTES - 1
        piece += character
        room -= size
    yield piece


def _utc(instant_ns: int) -> str:
    return utc_text(instant_ns)[:19].replace("-", "").replace(":", "") + "Z"
