from dataclasses import replace

import pytest
from builders import T0_NS, a_mission, an_idle_mission, an_opportunity
from outlooks import a_window, at

from console.domain.mission import MissionState
from console.domain.viewing.opportunities import ViewingRules
from console.ui.models.opportunity_choice import Choice, limits_text, listed, why_not

REEF = an_opportunity("reef", start_s=3600, title="Great Barrier Reef by day", quality=90)
TOKYO = an_opportunity("tokyo", start_s=600, product="city lights", title="Tokyo", quality=50)
SUNSET = an_opportunity("sun", start_s=30_000, product="sunset", title="Sunset", pane="win-1")
ALL = (REEF, TOKYO, SUNSET)


def found(choice=None, *, opportunities=ALL, state=None, mission=None, now_ns=T0_NS):
    return listed(
        opportunities,
        choice or Choice(),
        state or MissionState(),
        mission or an_idle_mission(),
        now_ns,
    )


def ids(result):
    return [each.id for each in result.opportunities]


def test_everything_to_come_is_listed_in_order_of_time():
    assert ids(found()) == ["tokyo", "reef", "sun"]


def test_what_is_over_is_not_listed():
    assert ids(found(now_ns=at(2000))) == ["reef", "sun"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(product="city lights"), ["tokyo"]),
        (Choice(min_quality=80), ["reef", "sun"]),
        (Choice(words="barrier DAY"), ["reef"]),
        (Choice(words="port window"), ["sun"]),
        (Choice(within_s=3 * 3600), ["tokyo", "reef"]),
    ],
)
def test_each_filter_keeps_what_it_asks_for(choice, expected):
    assert ids(found(choice)) == expected


def test_a_guest_who_is_at_another_window_is_not_free():
    elsewhere = a_window("w1", start_s=500, end_s=800, guests=("guest-b",), pane="win-1")
    state = MissionState(windows={"w1": elsewhere})

    assert ids(found(Choice(guest="guest-b"), state=state)) == ["reef", "sun"]
    assert "tokyo" in ids(found(Choice(guest="guest-a"), state=state))


def test_a_sleeping_guest_is_not_free():
    asleep = next(
        activity
        for activity in a_mission().timeline
        if activity.kind == "sleep" and activity.person == "guest-a"
    )
    dream = replace(
        REEF, start_ns=asleep.start_ns + 10**9, end_ns=asleep.end_ns - 10**9, id="dream"
    )
    result = found(
        Choice(guest="guest-a"),
        opportunities=(dream,),
        mission=a_mission(),
        now_ns=asleep.start_ns,
    )

    assert result.why_none.startswith("Guest A is not free for the one")
    assert (
        "is asleep then"
        in why_not(dream, ("guest-a",), MissionState(), a_mission(), asleep.start_ns)[0]
    )


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(product="sunrise"), "No sunrise on the rest of this flight."),
        (Choice(words="Tokyo", product="sunset"), "No sunset called “Tokyo”"),
        (Choice(words="Atlantis"), "Nothing on this flight is called “Atlantis”."),
        (Choice(words="Uluru"), "can not be seen by day on the rest of this flight."),
        (Choice(min_quality=95), "None reaches quality 95; the best"),
        (Choice(within_s=360), "None in the next 0.1 h; the first, Tokyo, comes in 00:10:00"),
    ],
)
def test_an_empty_list_says_why(choice, words):
    result = found(choice)

    assert result.opportunities == ()
    assert words in result.why_none


def test_the_end_of_the_flight_is_said_to_be_the_end():
    assert found(now_ns=at(90_000)).why_none == "Nothing more can be seen on this flight."


def test_the_limits_beside_the_list_are_those_in_force():
    rules = replace(ViewingRules(), day_min_sun_elevation_deg=12.0, night_needs_dark_cabin=False)

    text = limits_text(rules)

    assert "Sun 12° or higher" in text
    assert "dark" not in text
