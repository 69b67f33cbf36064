"""The calendar is RFC 5545, read back by a parser of the test's own."""

import re

from builders import T0_NS, a_mission, an_opportunity
from hypothesis import given
from hypothesis import strategies as st
from outlooks import a_window

from console.domain.planning.calendar import LINE_MAX_BYTES, escaped, folded, plan_calendar

MISSION = a_mission()
REEF = an_opportunity("reef", reasons=("clear, mostly; 20° high", "Sun\\Moon"))
WINDOWS = [
    a_window("w2", start_s=7200, end_s=7500, guests=("guest-b",), title="Reef; late, but good"),
    a_window("w1", guests=("guest-a", "guest-b")),
]


def made(**other):
    return plan_calendar(WINDOWS, MISSION, {"reef": REEF}, made_ns=T0_NS, **other)


def unfolded(text):
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]


def events(text):
    """Return each event's properties, its alarm's left out."""
    found, inside, deeper = [], None, False
    for line in unfolded(text):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            inside, deeper = {}, False
        elif line == "END:VEVENT":
            found.append(inside)
            inside = None
        elif name in ("BEGIN", "END"):
            deeper = name == "BEGIN"
        elif inside is not None and not deeper:
            inside[name] = plain(value)
    return found


def plain(value):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def test_every_viewing_is_an_event_in_utc_in_order_of_time():
    first, second = events(made())
    assert first["DTSTART"] == "20210917T121000Z"
    assert first["DTEND"] == "20210917T121500Z"
    assert second["SUMMARY"] == "Reef; late, but good"
    assert first["LOCATION"] == "viewing dome"
    assert "clear, mostly; 20° high" in first["DESCRIPTION"]
    assert "Sun\\Moon" in first["DESCRIPTION"]
    assert len({event["UID"] for event in (first, second)}) == 1  # one opportunity, for the test


def test_what_the_standard_wants_is_there():
    lines = unfolded(made())
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("VERSION:2.0") == 1
    assert any(line.startswith("PRODID:") for line in lines)
    assert all({"UID", "DTSTAMP", "DTSTART"} <= set(event) for event in events(made()))
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == 2


def test_a_guest_s_calendar_has_only_their_own():
    (own,) = events(made(guest="guest-a"))
    assert own["SUMMARY"] == "reef by day"


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_a_line_folds_at_75_bytes_and_unfolds_to_itself(text):
    pieces = list(folded(text))
    assert all(len(piece.encode()) <= LINE_MAX_BYTES for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text


@given(st.text(max_size=80))
def test_an_escaped_text_reads_back_and_holds_no_bare_mark(text):
    assert plain(escaped(text)) == text.replace("\r", "")
    assert "\n" not in escaped(text)
