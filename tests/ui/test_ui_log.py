from dataclasses import replace
from typing import get_args

import pytest
from builders import an_alarm_raised, an_entry
from desks import T0_NS, a_desk
from msgspec import structs
from PySide6.QtGui import QGuiApplication
from seats import a_seat

from console.client.mirror import Advanced
from console.domain.alarm_facts import AlarmFoundLate
from console.domain.facts import Fact, WindowHeld, WindowProposed
from console.domain.mission import fold
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing_requests import ViewingRulesSet
from console.ui.models.log_words import LogWords
from console.ui.panels.log import Log
from console.ui.seat import EVERYTHING
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

PROPOSED = WindowProposed(
    window="w1",
    opportunity="reef",
    title="Great Barrier Reef",
    pane="dome",
    start_ns=T0_NS + 600 * NS_PER_S,
    end_ns=T0_NS + 900 * NS_PER_S,
    quality=80,
    guests=("guest-a",),
)
HELD = WindowHeld(window="w1", alarm="CAB_DPDT", reason="Pressure is falling.")


@pytest.fixture
def page(qtbot, sent):
    page = Log(a_seat(a_desk(an_alarm_raised("CAB_DPDT"), PROPOSED, HELD), sent))
    qtbot.addWidget(page)
    page.resize(1000, 500)
    page.show()
    page.refresh(EVERYTHING)
    return page


def words(page):
    return [page.model.index(row, 4).data() for row in range(page.model.rowCount())]


def test_there_are_words_for_every_fact(desk):
    assert LogWords(desk.mission).known == set(get_args(Fact))


def test_an_alarm_found_late_says_when_it_stood_and_whether_it_was_expected(desk):
    late = AlarmFoundLate(
        alarm="RAD_RATE_A",
        occurrence=1,
        severity=Severity.CAUTION,
        value=600.0,
        limit=500.0,
        sample_ns=T0_NS,
        returned_ns=T0_NS + 90 * NS_PER_S,
    )
    words = LogWords(desk.mission)
    told = words.line(an_entry(fact=late)).words
    assert told.startswith("CAUTION found late, from 12:00:00 to 12:01:30: ")
    expected = words.line(an_entry(fact=structs.replace(late, expected_in="saa"))).words
    assert expected.startswith("Expected CAUTION found late, from 12:00:00 to 12:01:30: ")
    assert expected.endswith(". Not announced: it came during 'South Atlantic Anomaly'")


def test_what_makes_a_good_view_is_logged_by_what_changed(desk):
    words, rules = LogWords(desk.mission), ViewingRules()

    def line(**changed):
        return words.line(an_entry(fact=ViewingRulesSet(rules=replace(rules, **changed)))).words

    assert line(kp=5.0) == "What makes a good view was set: kp 5.0"
    assert line(kp=5.0, land_cloud=0.3).endswith("set: land cloud 0.3")
    assert line(kp=5.0, land_cloud=0.3).endswith("all as before")


def test_every_line_says_what_happened_by_name(page):
    raised, proposed, held = words(page)
    assert raised.startswith("WARNING raised: Cabin pressure rate (CAB_DPDT)")
    assert proposed.startswith("Proposed: Great Barrier Reef (w1)")
    assert held == "HELD: Great Barrier Reef (w1). Pressure is falling."


def test_what_is_searched_for_is_found(page):
    page.search.setText("reef held")
    assert len(words(page)) == 1
    page.search.setText("no such thing")
    assert page.why_none == "Nothing in the log fits."


def test_only_one_kind_can_be_shown(page):
    page.kind.setCurrentIndex(page.kind.findData("alarms"))
    assert len(words(page)) == 1


def test_new_facts_are_added_and_followed(page):
    entries = tuple(
        an_entry(n, fact=an_alarm_raised(f"CAB_PPCO2_Z{n % 4 + 1}", occurrence=n), by=f"other-{n}")
        for n in range(4, 80)
    )
    page._seat.desk.log.extend(entries)
    page.refresh(EVERYTHING)
    bar = page.table.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    page.follow.setChecked(False)
    bar.setValue(0)
    page._seat.desk.log.append(an_entry(80, fact=an_alarm_raised("CAB_PPO2")))
    page.refresh(EVERYTHING)
    assert bar.value() == 0


def test_a_log_that_begins_again_is_read_again(page):
    entries = (an_entry(1, fact=an_alarm_raised()),)
    page._seat.desk.take([Advanced(entries=entries, state=fold(entries), is_restart=True)])
    page.refresh(EVERYTHING)
    assert len(words(page)) == 1


def test_lines_can_be_copied(page, qtbot):
    page.table.selectRow(2)
    page.activateWindow()
    page._copy()
    assert "HELD: Great Barrier Reef" in QGuiApplication.clipboard().text()
