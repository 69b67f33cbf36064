import numpy as np
import pytest
from builders import an_alarm_raised
from desks import T0_NS, a_desk, clock_event, received
from seats import a_seat

from console.client.lookahead import LookedAhead
from console.client.mirror import Step, Stepped
from console.domain.facts import WindowApproved, WindowHeld, WindowProposed
from console.domain.viewing.orbit_events import Contact, LightChange, OrbitEvents
from console.ui.panels.banner import Banner
from console.ui.seat import EVERYTHING
from console.ui.theme import DARK
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame, SourceKind

MINUTE_NS = 60 * NS_PER_S


@pytest.fixture
def banner_of(qtbot, sent):
    def build(desk, name=""):
        seat = a_seat(desk, sent, name=name)
        banner = Banner(seat)
        qtbot.addWidget(banner)
        return banner

    return build


def test_times_are_utc_and_mission_elapsed_time(banner_of, desk):
    banner = banner_of(desk)
    assert banner.reading("MISSION").value == "Meridian 1"
    assert banner.reading("UTC").value == "2021-09-17 12:00:00"
    assert banner.reading("MET").value == "1/11:58:00"


@pytest.mark.parametrize("kind", SourceKind)
def test_nobody_can_mistake_the_source(banner_of, kind):
    reading = banner_of(a_desk(kind=kind)).reading("SOURCE")
    assert reading.value == kind.name
    assert reading.plate == DARK.sources[kind].frame


@pytest.mark.parametrize(("rate", "note"), [(1.0, ""), (60.0, "· ×60"), (0.0, "· PAUSED")])
def test_a_source_that_does_not_run_in_real_time_says_so(banner_of, desk, rate, note):
    desk.take([clock_event(rate=rate)])
    assert banner_of(desk).reading("SOURCE").note == note


def test_what_comes_next_is_counted_down(banner_of, desk):
    events = OrbitEvents(
        light_changes=(LightChange(T0_NS + 252 * NS_PER_S, is_sunrise=True),),
        contacts=(
            Contact(
                kind="station",
                id="dongara",
                name="Dongara",
                start_ns=T0_NS + 370 * NS_PER_S,
                end_ns=T0_NS + 900 * NS_PER_S,
                max_elevation_deg=40.0,
            ),
        ),
        ascending_nodes_ns=(T0_NS - MINUTE_NS,),
        starts_in_sunlight=False,
    )
    desk.take([LookedAhead(events=events, is_known=True)])
    banner = banner_of(desk)
    assert banner.reading("SUN").value == "NIGHT 04:12"
    assert banner.reading("SUN").note == "· sunrise in"
    assert banner.reading("CONTACT").value == "AOS 06:10"
    assert banner.reading("CONTACT").note == "· Dongara"
    assert banner.reading("ORBIT").value == "2"


def test_what_was_not_worked_out_yet_is_not_guessed(banner_of, desk):
    banner = banner_of(desk)
    assert {banner.reading(cell).value for cell in ("ORBIT", "SUN", "CONTACT")} == {"–"}


def test_the_safety_state_is_told_by_word_shape_and_plate(banner_of):
    assert banner_of(a_desk()).reading("SAFETY").value == "NOMINAL"
    reading = banner_of(a_desk(an_alarm_raised())).reading("SAFETY")
    style = DARK.severities[Severity.WARNING]
    assert (reading.value, reading.shape, reading.plate) == ("WARNING", style.shape, style.plate)


def test_viewing_is_go_or_says_why_not(banner_of):
    assert banner_of(a_desk()).reading("VIEWING").value == "GO"
    proposed = WindowProposed(
        window="w1",
        opportunity="reef",
        title="Reef",
        pane="dome",
        start_ns=T0_NS,
        end_ns=T0_NS + MINUTE_NS,
        quality=80,
        guests=("guest-a",),
    )
    held = WindowHeld(window="w1", alarm="CAB_PPCO2_Z3", reason="CO2")
    desk = a_desk(proposed, WindowApproved(window="w1"), held)
    reading = banner_of(desk).reading("VIEWING")
    assert reading.value == "HOLD"
    assert "1 viewing window waits for flight's release" in reading.note


def test_a_silent_server_is_told_with_its_age_and_viewing_is_not_go(banner_of, desk):
    desk.take([Stepped(Step.STALE)])
    banner = banner_of(desk)
    assert banner.stale_text.startswith("STALE – the mission server has been silent for 00:0")
    assert banner.reading("VIEWING").value == "HOLD"


def test_a_silent_source_is_neither_nominal_nor_go(banner_of, desk):
    desk.clock._wall.advance(65)
    banner = banner_of(desk)
    assert banner.stale_text.startswith("NO TELEMETRY for 01:05")
    assert banner.reading("SAFETY").value == "UNKNOWN"
    assert banner.reading("VIEWING").value == "HOLD"
    assert banner.reading("LINK").value == "65.0 s"


def test_lost_frames_are_counted_in_the_banner(banner_of, desk):
    packet = desk.mission.database.packet_by_name["FAST_5HZ"]
    frame = Frame(
        source="test/1",
        packet=packet.name,
        sequence=4,
        generated_ns=T0_NS + packet.period_ns,
        values=np.zeros((1, packet.columns)),
    )
    desk.take([received(frame)])
    assert banner_of(desk).reading("LINK").note == "· 3 lost"


def test_the_seat_tells_who_and_whether_the_link_has_keys(banner_of, desk):
    reading = banner_of(desk, name="Anna").reading("SEAT")
    assert reading.value == "Flight controller"
    assert reading.note == "· Anna · no keys"


def test_a_failure_of_the_console_itself_is_one_line(banner_of, desk):
    banner = banner_of(desk)
    banner.show_fault("Something failed in this console")
    assert banner.fault_text == "Something failed in this console"
    banner.refresh(EVERYTHING)
    assert banner.fault_text == "Something failed in this console"
