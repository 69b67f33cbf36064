from builders import T0_NS, a_mission
from outlooks import a_window, at

from console.domain.schedule import WindowStatus
from console.ui.models.next_up import now_and_next

MISSION = a_mission()


def strip(*windows, now_ns=T0_NS):
    return now_and_next(windows, MISSION, now_ns)


def test_with_nothing_planned_the_strip_says_so():
    now, following, later = strip()

    assert now.title == "Nobody is due at a window"
    assert following.title == "Nothing planned"
    assert later.title == "–"


def test_the_next_window_tells_who_where_and_how_soon():
    _now, following, _then = strip(
        a_window(start_s=400, end_s=700, guests=("guest-b", "guest-c"), status=WindowStatus.PLANNED)
    )

    assert following.title == "reef by day"
    assert following.countdown == "in 06:40"
    assert following.detail == (
        "Guest B, Guest C · viewing dome · 12:06:40 to 12:11:40 UTC · planned"
    )


def test_what_goes_on_counts_down_to_its_end():
    now, *_rest = strip(a_window(start_s=400, end_s=700), now_ns=at(640))

    assert (now.caption, now.countdown) == ("NOW", "01:00 left")


def test_a_held_window_says_held_in_its_title():
    _now, following, _then = strip(a_window(status=WindowStatus.HELD, reason="CO2"))

    assert following.is_held
    assert following.title == "HELD · reef by day"
    assert following.detail.endswith("HELD: CO2")


def test_a_proposal_is_said_to_be_one():
    _now, following, _then = strip(a_window())

    assert "flight has not agreed" in following.detail


def test_windows_come_in_order_and_rejected_ones_not_at_all():
    _now, following, later = strip(
        a_window("w3", start_s=9000, end_s=9300, title="third"),
        a_window("w2", start_s=600, end_s=900, title="no", status=WindowStatus.REJECTED),
        a_window("w1", start_s=1200, end_s=1500, title="first"),
    )

    assert (following.title, later.title) == ("first", "third")
