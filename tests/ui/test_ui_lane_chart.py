from dataclasses import replace
from itertools import pairwise

from builders import T0_NS, a_mission
from outlooks import a_contact, a_window, an_outlook, at

from console.client.lookahead import LookedAhead
from console.domain.schedule import WindowStatus
from console.ui.models.lane_bars import BarKind
from console.ui.models.lane_chart import chart_lanes, window_words

MISSION = a_mission()


def lanes(*windows, ahead=None, now_ns=T0_NS):
    found = chart_lanes(MISSION, ahead or an_outlook(), {each.id: each for each in windows}, now_ns)
    return {lane.id: lane for lane in found}


def windows_on(lane):
    return [bar for bar in lane.bars if bar.window]


def test_there_is_a_lane_for_every_guest_and_every_cabin_window():
    found = lanes()

    assert {"guest-a", "guest-b", "guest-c", "guest-d"} <= set(found)
    assert {pane.id for pane in MISSION.panes} <= set(found)
    assert {"crew-1", "crew-2"} <= set(found)  # who looks after guests


def test_a_window_stands_in_its_guests_lanes_and_in_its_panes_lane():
    found = lanes(a_window("w1", guests=("guest-a", "guest-c"), pane="dome"))

    with_window = {lane for lane, each in found.items() if windows_on(each)}
    assert with_window == {"guest-a", "guest-c", "dome"}


def test_two_views_at_once_stand_in_two_rows_of_their_pane():
    beside = (
        a_window("w1", guests=("guest-a",), pane="dome", start_s=600, end_s=900),
        a_window("w2", guests=("guest-b",), pane="dome", start_s=700, end_s=1000),
        a_window("w3", guests=("guest-c",), pane="dome", start_s=950, end_s=1200),
    )
    found = chart_lanes(MISSION, an_outlook(), {each.id: each for each in beside}, T0_NS)
    rows = [[bar.window for bar in windows_on(lane)] for lane in found if lane.id == "dome"]
    assert rows == [["w1", "w3"], ["w2"]]


def test_a_held_window_says_held_and_why():
    held = a_window(status=WindowStatus.HELD, reason="CO2 in the dome")

    (bar,) = windows_on(lanes(held)["dome"])

    assert bar.kind is BarKind.HELD
    assert bar.text.startswith("HELD")
    assert "because of CO2 in the dome" in bar.tip
    assert "Flight must release" in bar.tip


def test_rejected_and_withdrawn_windows_leave_the_timeline():
    gone = [
        a_window("w1", status=WindowStatus.REJECTED),
        a_window("w2", status=WindowStatus.WITHDRAWN),
    ]

    assert not windows_on(lanes(*gone)["dome"])


def test_a_planned_window_that_is_over_is_done():
    planned = a_window(status=WindowStatus.PLANNED, start_s=600, end_s=900)

    assert windows_on(lanes(planned)["dome"])[0].kind is BarKind.PLANNED
    assert windows_on(lanes(planned, now_ns=at(900))["dome"])[0].kind is BarKind.DONE


def test_free_time_is_left_empty_for_viewing():
    kinds = {bar.text for bar in lanes()["guest-a"].bars}

    assert {"sleep", "meal", "exercise"} <= kinds
    assert "free" not in kinds


def test_a_proposal_nobody_decided_in_time_has_lapsed_and_is_not_drawn():
    window = a_window(status=WindowStatus.PROPOSED)
    later_ns = window.end_ns
    assert window_words(window, MISSION, later_ns - 1).endswith("proposed")
    assert window_words(window, MISSION, later_ns).endswith("lapsed")
    assert windows_on(lanes(window, now_ns=later_ns - 1)["dome"])
    assert not windows_on(lanes(window, now_ns=later_ns)["dome"])


def test_day_and_night_alternate_and_cover_the_flight():
    bars = lanes()["sun"].bars

    assert [bar.kind for bar in bars] == [BarKind.DAY, BarKind.NIGHT, BarKind.DAY]
    assert bars[0].start_ns == MISSION.launch_ns
    assert bars[-1].end_ns == MISSION.end_ns
    assert all(a.end_ns == b.start_ns for a, b in pairwise(bars))


def test_contacts_that_overlap_are_one_stretch_that_names_everybody():
    ahead = an_outlook(
        contacts=(
            a_contact("Dongara", start_s=0, end_s=600),
            a_contact("TDRS East", kind="relay", start_s=300, end_s=900),
            a_contact("Wallops", start_s=2000, end_s=2400),
        )
    )

    bars = lanes(ahead=ahead)["contact"].bars

    assert [(bar.text, bar.start_ns, bar.end_ns) for bar in bars] == [
        ("Dongara + TDRS East", at(0), at(900)),
        ("Wallops", at(2000), at(2400)),
    ]


def test_bands_stay_empty_until_the_outlook_is_known():
    found = lanes(ahead=LookedAhead())

    assert found["sun"].bars == ()
    assert found["contact"].bars == ()


def test_the_attitude_is_said_in_plain_words():
    texts = [bar.text for bar in lanes()["attitude"].bars]

    assert "dome to the Earth" in texts
    assert not any("_" in text for text in texts)


def test_a_chosen_window_is_told_in_one_line():
    line = window_words(replace(a_window(), status=WindowStatus.HELD), MISSION, T0_NS)

    assert line.startswith("w1 · reef by day · Guest A · viewing dome · 12:10:00 to 12:15:00 UTC")
    assert line.endswith("HELD")
