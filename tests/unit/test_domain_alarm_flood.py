"""When alarms are a flood, and which of them began it."""

from dataclasses import replace

from builders import T0_NS, a_mission, an_alarm_raised

from console.domain.alarm_facts import FloodBegan, FloodEnded, FloodTraced
from console.domain.alarm_flood import BEGINS_ABOVE, ENDS_BELOW, due_flood
from console.domain.alarm_fold import apply_alarm
from console.domain.alarms import AlarmBook
from telemetry.alarm_rules import AlarmRules
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

NAMES = [p.id for p in a_mission().database.parameters.values() if p.has_alarm]
BUS = "EPS_BUS_28A_V"
CAUSED = AlarmRules(causes=dict.fromkeys(NAMES, frozenset({BUS})) | {BUS: frozenset()})
DATABASE = replace(a_mission().database, rules=CAUSED)


def book_of(count, *, every_s=1.0):
    book = AlarmBook()
    names = [BUS, *(name for name in NAMES if name != BUS)][:count]
    for place, name in enumerate(names):
        fact = an_alarm_raised(name, sample_ns=T0_NS + round(place * every_s * NS_PER_S))
        book = apply_alarm(book, fact, "server")
    return book


def due(book, after_s):
    return list(due_flood(book, DATABASE, T0_NS + round(after_s * NS_PER_S)))


def test_more_than_ten_alarms_in_ten_minutes_are_a_flood_with_its_first_out():
    assert due(book_of(BEGINS_ABOVE), 60) == []
    assert due(book_of(BEGINS_ABOVE + 1), 60) == [FloodBegan(first_out=BUS, since_ns=T0_NS)]


def test_alarms_spread_over_more_than_ten_minutes_are_no_flood():
    assert due(book_of(BEGINS_ABOVE + 1, every_s=61), 610) == []


def test_a_flood_begins_once_and_ends_when_fewer_than_five_came_in_ten_minutes():
    book = book_of(BEGINS_ABOVE + 1)
    (began,) = due(book, 60)
    flooded = apply_alarm(book, began, "server")
    assert due(flooded, 60) == []
    assert due(flooded, 600 + BEGINS_ABOVE - ENDS_BELOW) == []
    after_s = 600 + BEGINS_ABOVE - ENDS_BELOW + 1
    assert due(flooded, after_s) == [FloodEnded(announced=BEGINS_ABOVE + 1)]


def test_what_is_hidden_floods_nobody():
    book = book_of(BEGINS_ABOVE)
    known = an_alarm_raised(NAMES[0], severity=Severity.CAUTION, occurrence=2)
    assert due(apply_alarm(book, known, "server"), 60) == []


def test_a_cause_whose_samples_come_after_its_flood_takes_its_place():
    book = AlarmBook()
    others = [name for name in NAMES if name != BUS][: BEGINS_ABOVE + 1]
    for place, name in enumerate(others):
        fact = an_alarm_raised(name, sample_ns=T0_NS + (place + 2) * NS_PER_S)
        book = apply_alarm(book, fact, "server")
    (began,) = due(book, 60)
    assert (began.first_out, began.since_ns) == (others[0], T0_NS + 2 * NS_PER_S)
    book = apply_alarm(book, began, "server")
    book = apply_alarm(book, an_alarm_raised(BUS, sample_ns=T0_NS), "server")
    (traced,) = due(book, 61)
    assert traced == FloodTraced(first_out=BUS)
    book = apply_alarm(book, traced, "server")
    flood = book.flood
    assert (flood.first_out, flood.announced, flood.since_ns) == (BUS, 12, began.since_ns)
    assert due(book, 62) == []


def test_alarms_of_before_the_clock_was_set_back_are_no_flood():
    assert due(book_of(BEGINS_ABOVE + 1, every_s=120), -3600) == []


def test_alarms_found_an_hour_late_flood_who_is_told_of_them_now():
    book, now_ns = AlarmBook(), T0_NS + 3600 * NS_PER_S
    for name in NAMES[: BEGINS_ABOVE + 1]:
        book = apply_alarm(book, an_alarm_raised(name), "server", now_ns)
    assert len(due(book, 3600)) == 1


FOLLOWS = [name for name in NAMES if name != BUS]


def told(book, name, *, raised_s, at_s):
    """Return the book with an alarm raised at one second and announced at another."""
    fact = an_alarm_raised(name, sample_ns=T0_NS + raised_s * NS_PER_S)
    return apply_alarm(book, fact, "server", T0_NS + at_s * NS_PER_S)


def test_a_flood_that_builds_slowly_names_the_cause_from_before_the_last_ten_minutes():
    book = told(AlarmBook(), BUS, raised_s=0, at_s=0)
    for place, name in enumerate(FOLLOWS[: BEGINS_ABOVE + 1]):
        book = told(book, name, raised_s=900 + place, at_s=900 + place)
    (began,) = due(book, 960)
    assert (began.first_out, began.since_ns) == (BUS, T0_NS + 900 * NS_PER_S)
    flooded = apply_alarm(book, began, "server")
    assert due(told(flooded, FOLLOWS[20], raised_s=961, at_s=961), 961) == []


def test_an_old_alarm_that_is_only_shown_again_in_a_flood_did_not_begin_it():
    unrelated = replace(DATABASE, rules=AlarmRules(causes={}))
    book = told(AlarmBook(), BUS, raised_s=-3600, at_s=0)
    for place, name in enumerate(FOLLOWS[:BEGINS_ABOVE]):
        book = told(book, name, raised_s=place, at_s=place)
    (began,) = due_flood(book, unrelated, T0_NS + 60 * NS_PER_S)
    assert (began.first_out, began.since_ns) == (FOLLOWS[0], T0_NS)


def test_the_cause_of_what_comes_later_in_a_flood_takes_the_place_of_a_later_one():
    rules = AlarmRules(causes={FOLLOWS[-1]: frozenset({BUS})})
    database = replace(DATABASE, rules=rules)
    book = told(AlarmBook(), BUS, raised_s=-1200, at_s=-1200)
    for place, name in enumerate(FOLLOWS[: BEGINS_ABOVE + 1]):
        book = told(book, name, raised_s=place, at_s=place)
    (began,) = due_flood(book, database, T0_NS + 60 * NS_PER_S)
    assert began.first_out == FOLLOWS[0]
    book = told(apply_alarm(book, began, "server"), FOLLOWS[-1], raised_s=61, at_s=61)
    (traced,) = due_flood(book, database, T0_NS + 61 * NS_PER_S)
    assert traced.first_out == BUS
    book = apply_alarm(book, traced, "server")
    assert list(due_flood(book, database, T0_NS + 62 * NS_PER_S)) == []
