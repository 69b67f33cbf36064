from builders import T0_NS
from outlooks import a_contact, an_outlook, at

from console.ui.models.orbit_outlook import OutlookTableModel, outlook


def events(*contacts):
    return an_outlook(contacts=contacts).events


def test_the_soonest_comes_first():
    coming = outlook(events(a_contact("Dongara", start_s=600, end_s=1200)), T0_NS)

    assert [row.what for row in coming] == ["AOS Dongara 42°", "sunset", "sunrise"]


def test_a_contact_that_goes_on_is_told_by_its_loss():
    (first, *_rest) = outlook(events(a_contact("Dongara", start_s=-60, end_s=300)), T0_NS)

    assert first.what.startswith("LOS Dongara")
    assert first.at_ns == at(300)


def test_what_is_over_is_not_listed():
    coming = outlook(events(a_contact(start_s=-600, end_s=-60)), at(2000))

    assert [row.what for row in coming] == ["sunrise"]


def test_a_relay_has_no_elevation():
    (first, *_rest) = outlook(events(a_contact("TDRS East", kind="relay", start_s=10)), T0_NS)

    assert first.what == "AOS TDRS East"


def test_countdowns_run(qtbot, qtmodeltester):
    model = OutlookTableModel()
    model.set_items(outlook(events(), T0_NS))
    model.set_now(T0_NS)
    assert model.index(0, 0).data() == "30:00"

    model.set_now(at(60))

    assert model.index(0, 0).data() == "29:00"
    qtmodeltester.check(model)
