from builders import T0_NS, a_mission, an_opportunity
from outlooks import a_window, at

from console.domain.schedule import WindowStatus
from console.ui.models.guest_card import Promise, guest_card

MISSION = a_mission()
GUEST_A = next(person for person in MISSION.people if person.id == "guest-a")
ACONCAGUA = an_opportunity("aconcagua", start_s=9000)
SUNRISE = an_opportunity("sun-1", start_s=3600, product="sunrise", target="sun")


def card(*windows, opportunities=(ACONCAGUA, SUNRISE), now_ns=T0_NS):
    return guest_card(GUEST_A, MISSION, opportunities, windows, now_ns)


def must_see(found, name):
    return next(each for each in found.must_sees if each.name.lower().startswith(name))


def test_a_card_tells_what_the_guest_does_now():
    asleep = next(
        each for each in MISSION.timeline if each.person == "guest-a" and each.kind == "sleep"
    )

    assert card(now_ns=asleep.end_ns - 60 * 10**9).now == "sleep, 01:00 left"


def test_a_guest_at_the_window_is_said_to_be_there():
    planned = a_window(status=WindowStatus.PLANNED, start_s=-60, end_s=240)

    assert card(planned).now == "at the window: reef by day, 04:00 left"


def test_nobody_is_at_a_window_that_is_held():
    held = a_window(status=WindowStatus.HELD, start_s=-60, end_s=240)

    assert not card(held).now.startswith("at the window")


def test_a_card_tells_what_comes_next_and_how_it_stands():
    found = card(a_window(status=WindowStatus.HELD, start_s=600, end_s=900))

    assert found.next == "HELD in 10:00: reef by day, viewing dome"
    assert found.next_is_held
    assert found.is_held


def test_a_hold_further_on_marks_the_card_but_not_what_comes_next():
    found = card(
        a_window("w1", start_s=600, end_s=900),
        a_window("w2", status=WindowStatus.HELD, start_s=5000, end_s=5300),
    )

    assert found.next.startswith("proposed in 10:00")
    assert found.is_held
    assert not found.next_is_held


def test_a_wish_counts_its_chances_until_one_is_planned():
    assert must_see(card(), "aconcagua").text == "Aconcagua: 1 chance, the best in 02:30:00"

    planned = a_window("w7", opportunity="aconcagua", status=WindowStatus.PLANNED, start_s=9000)
    assert must_see(card(planned), "aconcagua").promise is Promise.PLANNED


def test_a_wish_for_a_product_is_met_by_any_of_it():
    seen = a_window("w1", opportunity="sun-1", status=WindowStatus.PLANNED, start_s=-600, end_s=-60)

    assert must_see(card(seen), "sunrise").text == "sunrise: done"


def test_a_wish_with_no_chance_left_is_said_to_be_impossible():
    found = must_see(card(now_ns=at(10_000)), "aconcagua")

    assert found.promise is Promise.IMPOSSIBLE
    assert found.text == "Aconcagua: not possible on the rest of this flight"


def test_a_missed_window_gives_the_wish_its_chances_back():
    missed = a_window("w1", opportunity="old", status=WindowStatus.HELD, start_s=-600, end_s=-60)
    old = an_opportunity("old", start_s=-600, target="aconcagua")

    found = card(missed, opportunities=(old, ACONCAGUA))

    assert must_see(found, "aconcagua").promise is Promise.OPEN


def test_wishes_wait_for_the_outlook():
    assert must_see(card(opportunities=()), "aconcagua").promise is Promise.UNKNOWN


def test_windows_of_other_guests_do_not_count():
    assert card(a_window(guests=("guest-b",))).next == "no viewing planned"
