"""The life of an alarm."""

import pytest
from builders import T0_NS, an_alarm_raised

from console.domain.alarm_facts import (
    AlarmFoundLate,
    AlarmPutBack,
    AlarmReset,
    AlarmShelved,
    AlarmTakenOut,
    AlarmUnshelved,
    ContextChanged,
    FloodBegan,
    FloodEnded,
    ShelfExpired,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_life import Core, Hide
from console.domain.alarms import AlarmBook
from console.domain.facts import AlarmAcknowledged, AlarmChanged, AlarmReturned
from telemetry.dictionary import Severity

ID = "CAB_PPCO2_Z3"


def changed(severity, occurrence=1):
    return AlarmChanged(
        alarm=ID, occurrence=occurrence, severity=severity, value=7.0, limit=6.0, sample_ns=2
    )


def returned(occurrence=1):
    return AlarmReturned(alarm=ID, occurrence=occurrence, value=2.0, sample_ns=3)


def acknowledged(occurrence=1):
    return AlarmAcknowledged(alarm=ID, occurrence=occurrence)


def book_after(*facts):
    book = AlarmBook()
    for fact in facts:
        book = apply_alarm(book, fact, "flight:Anna")
    return book


def after(*facts):
    return book_after(*facts).standing


def shelved(until_ns=T0_NS + 1):
    return AlarmShelved(alarm=ID, reason="known", since_ns=T0_NS, until_ns=until_ns)


def found_late(occurrence=1, **other):
    fields = {"severity": Severity.WARNING, "value": 7.0, "limit": 6.0, "sample_ns": 1}
    return AlarmFoundLate(alarm=ID, occurrence=occurrence, returned_ns=2, **(fields | other))


def test_an_alarm_needs_both_normal_values_and_a_person_to_clear():
    assert ID in after(an_alarm_raised(), returned())
    assert ID in after(an_alarm_raised(), acknowledged())
    assert ID not in after(an_alarm_raised(), returned(), acknowledged())
    assert ID not in after(an_alarm_raised(), acknowledged(), returned())


def test_a_latched_alarm_stays_until_it_is_acknowledged_and_reset():
    gone = [an_alarm_raised(latches=True), acknowledged(), returned()]
    assert after(*gone)[ID].core is Core.LATCHED_ACKNOWLEDGED
    assert ID not in after(*gone, AlarmReset(alarm=ID, occurrence=1))
    unseen = after(an_alarm_raised(latches=True), returned())
    assert unseen[ID].core is Core.LATCHED_UNACKNOWLEDGED


def test_an_alarm_that_rises_into_a_latching_class_latches():
    rose = AlarmChanged(
        alarm=ID, occurrence=1, severity=4, value=9.0, limit=8.0, sample_ns=2, latches=True
    )
    assert after(an_alarm_raised(), rose, acknowledged(), returned())[ID].latches


def test_an_alarm_that_rises_in_class_must_be_acknowledged_again():
    alarms = after(an_alarm_raised(severity=Severity.CAUTION), acknowledged(), changed(4))
    assert not alarms[ID].is_acknowledged


def test_an_alarm_that_falls_in_class_stays_acknowledged():
    alarms = after(an_alarm_raised(), acknowledged(), changed(Severity.CAUTION))
    assert alarms[ID].acknowledged_by == "flight:Anna"


@pytest.mark.parametrize("fact", [returned(), acknowledged(), AlarmReset(alarm=ID, occurrence=1)])
def test_a_fact_about_an_alarm_that_does_not_stand_is_a_corrupt_log(fact):
    with pytest.raises(ValueError, match="does not stand"):
        after(fact)


def test_a_shelved_alarm_is_listed_with_its_reason_owner_and_end():
    book = book_after(an_alarm_raised(), shelved())
    assert ID not in book.standing
    hiding = book.hidden[ID]
    assert (hiding.kind, hiding.reason, hiding.by) == (Hide.SHELVED, "known", "flight:Anna")
    assert (hiding.since_ns, hiding.until_ns) == (T0_NS, T0_NS + 1)


def test_a_shelved_alarm_still_counts_for_safety():
    assert list(book_after(an_alarm_raised(), shelved()).in_force) == [ID]
    out = AlarmTakenOut(alarm=ID, reason="drifts", since_ns=T0_NS, until_ns=T0_NS + 1)
    assert book_after(an_alarm_raised(), out).in_force == {}


def test_an_alarm_raised_on_the_shelf_is_announced_when_the_shelf_expires():
    expired = ShelfExpired(alarm=ID, reason="time")
    assert after(shelved(), an_alarm_raised(), expired)[ID].core is Core.UNACKNOWLEDGED
    assert after(shelved(), an_alarm_raised(), returned(), expired) == {}


def test_who_takes_an_alarm_off_the_shelf_has_seen_it():
    alarms = after(shelved(), an_alarm_raised(), AlarmUnshelved(alarm=ID))
    assert alarms[ID].acknowledged_by == "flight:Anna"


def test_an_alarm_back_in_service_must_be_acknowledged_again():
    out = AlarmTakenOut(alarm=ID, reason="drifts", since_ns=T0_NS, until_ns=T0_NS + 1)
    back = AlarmPutBack(alarm=ID, reason="mended")
    assert not after(an_alarm_raised(), acknowledged(), out, back)[ID].is_acknowledged


def test_an_alarm_found_late_must_be_acknowledged_though_it_is_over():
    book = book_after(found_late())
    assert book.standing[ID].core is Core.RETURNED
    assert book.standing[ID].is_late
    assert book.occurrences[ID] == 1
    assert ID not in apply_alarm(book, acknowledged(), "flight:Anna").standing


def test_an_alarm_found_late_is_seen_though_a_later_one_was_acknowledged():
    book = book_after(an_alarm_raised(), acknowledged(), found_late(2))
    alarm = book.standing[ID]
    assert (alarm.core, alarm.occurrence, alarm.raised_ns) == (Core.UNACKNOWLEDGED, 2, 1)


def test_an_alarm_found_late_takes_no_gravity_from_one_nobody_saw():
    unseen = [an_alarm_raised(severity=Severity.EMERGENCY), returned()]
    late = found_late(2, severity=Severity.CAUTION)
    assert after(*unseen, late)[ID].severity is Severity.EMERGENCY


def test_contexts_in_force_are_known_with_their_beginning():
    began = ContextChanged(context="sleep", is_on=True, sample_ns=5, reason="timeline")
    ended = ContextChanged(context="sleep", is_on=False, sample_ns=9, reason="timeline")
    assert dict(book_after(began).contexts) == {"sleep": 5}
    assert dict(book_after(began, ended).contexts) == {}


def test_a_flood_counts_what_is_announced_until_it_ends():
    began = FloodBegan(first_out=ID, since_ns=T0_NS)
    book = book_after(an_alarm_raised(), an_alarm_raised("OTHER"), began, an_alarm_raised("NEXT"))
    assert (book.flood.first_out, book.flood.announced) == (ID, 3)
    assert apply_alarm(book, FloodEnded(announced=3), "server").flood is None


def test_a_class_nobody_saw_stays_to_be_seen_when_the_alarm_eases_or_comes_again():
    eased = after(an_alarm_raised(severity=Severity.EMERGENCY), changed(Severity.CAUTION))[ID]
    assert (eased.severity, eased.gravest) == (Severity.CAUTION, Severity.EMERGENCY)
    again = after(
        an_alarm_raised(severity=Severity.EMERGENCY),
        returned(),
        an_alarm_raised(severity=Severity.ADVISORY, occurrence=2),
    )[ID]
    assert (again.severity, again.gravest) == (Severity.ADVISORY, Severity.EMERGENCY)


def test_once_its_gravest_class_was_seen_the_present_one_counts():
    seen = after(
        an_alarm_raised(severity=Severity.EMERGENCY), changed(Severity.CAUTION), acknowledged()
    )[ID]
    assert (seen.gravest, seen.acknowledged_by) == (Severity.CAUTION, "flight:Anna")


def test_a_latch_nobody_reset_outlives_an_occurrence_that_does_not_latch():
    book = book_after(
        an_alarm_raised(latches=True),
        acknowledged(),
        returned(),
        an_alarm_raised(severity=Severity.CAUTION, occurrence=2),
        acknowledged(2),
        returned(2),
    )
    assert book.standing[ID].core is Core.LATCHED_ACKNOWLEDGED


def test_a_graver_class_found_late_is_to_be_seen_while_the_alarm_stands_milder():
    mild = an_alarm_raised(severity=Severity.CAUTION)
    late = found_late(2, severity=Severity.EMERGENCY)
    alarm = after(mild, acknowledged(), late)[ID]
    assert (alarm.core, alarm.severity) == (Core.UNACKNOWLEDGED, Severity.CAUTION)
    assert alarm.gravest is Severity.EMERGENCY


def test_what_comes_back_into_sight_counts_as_announced_when_it_does():
    facts = [shelved(), an_alarm_raised(sample_ns=5), ShelfExpired(alarm=ID, reason="time")]
    book = AlarmBook()
    for at_ns, fact in enumerate(facts, start=1000):
        book = apply_alarm(book, fact, "server", at_ns)
    assert book.announced == ((ID, 1002),)


def test_what_rises_is_announced_again_once_somebody_had_seen_it_and_not_before():
    mild, graver = an_alarm_raised(severity=Severity.CAUTION), changed(Severity.WARNING)
    assert len(book_after(mild, graver).announced) == 1
    assert len(book_after(mild, acknowledged(), graver).announced) == 2
    assert len(book_after(mild, acknowledged(), shelved(), graver).announced) == 1
