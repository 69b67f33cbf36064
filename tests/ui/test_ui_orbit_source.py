import numpy as np
import pytest
from builders import a_mission
from desks import WALL_NS, received
from jpss_capture import geodetic, the_mission, the_positions_km, the_times_ns
from seats import a_seat

from console.client.desk import Desk
from console.domain.roles import Role
from console.ui.flight import flight_screens
from console.ui.models.orbit_source import ElementsOrbit, NotReportedError, orbit_source
from console.ui.panels.nothing import NothingToShow
from console.ui.panels.orbit_map import OrbitMap
from console.ui.plots.map_sky import track_pieces
from console.ui.seat import EVERYTHING
from telemetry.elements import Orbit
from telemetry.link import ClockReceived
from telemetry.timebase import NS_PER_S, ManualClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

PACKET = "JPSS_ATT_EPHEM"


@pytest.fixture
def desk():
    """A desk of a satellite that has said nothing yet."""
    desk = Desk(Role.FLIGHT, ManualClock(WALL_NS))
    desk.open(the_mission())
    return desk


def hears(desk, first, last, **changed):
    """Let the desk hear the capture's packets `first` to `last`, position only."""
    mission, times_ns = the_mission(), the_times_ns()
    packet = mission.database.packet_by_name[PACKET]
    for number in range(first, last):
        row = np.zeros((1, packet.columns))
        for axis, metres in zip("XYZ", the_positions_km()[number] * 1000, strict=True):
            row[0, mission.database.place[f"ADGPSPOS{axis}"][1]] = metres
        row[0, mission.database.place["ADGPSVELX"][1]] = 7000.0
        for name, value in changed.items():
            row[0, mission.database.place[name][1]] = value
        frame = Frame(
            source="g/1",
            packet=PACKET,
            sequence=number,
            generated_ns=int(times_ns[number]),
            values=row,
        )
        desk.take([received(frame)])
    clock = ClockAnnouncement(
        source="g/1", kind=SourceKind.LIVE, mission_ns=int(times_ns[last - 1]), rate=1.0
    )
    desk.take([ClockReceived(clock=clock, topic=b"c", payload=b"", received_ns=WALL_NS)])
    return int(times_ns[last - 1])


def test_a_satellite_that_said_nothing_yet_is_nowhere(desk, sent, qtbot):
    source = orbit_source(desk, sent.ask_history)
    with pytest.raises(NotReportedError, match="not received yet"):
        source.now(the_mission().launch_ns + NS_PER_S)
    assert source.track(the_mission().launch_ns + NS_PER_S).times_ns.size == 0


def test_what_was_flown_unheard_is_a_break_in_the_track(desk, sent):
    hears(desk, 0, 120)
    now_ns = hears(desk, 600, 720)
    track = orbit_source(desk, sent.ask_history).track(now_ns)
    pieces = track_pieces(track, now_ns + 1)
    assert [len(line) for line, _, _ in pieces] == [4, 5]
    assert sum(len(line) for line, _, _ in pieces) == track.times_ns.size


def test_a_position_that_is_no_number_is_no_place(desk, sent):
    now_ns = hears(desk, 0, 60)
    last_known_ns = orbit_source(desk, sent.ask_history).now(now_ns).at_ns
    now_ns = hears(desk, 60, 90, ADGPSPOSX=np.nan)
    now = orbit_source(desk, sent.ask_history).now(now_ns)
    assert now.at_ns == last_known_ns
    assert now.source_age_s == pytest.approx(30, abs=1)


def test_the_past_is_asked_of_the_server_once(desk, sent):
    source = orbit_source(desk, sent.ask_history)
    now_ns = hears(desk, 0, 60)
    source.track(now_ns)
    source.track(now_ns)
    assert [question[0] for question in sent.questions] == [f"ADGPSPOS{axis}" for axis in "XYZ"]


def test_a_mission_that_names_no_position_is_drawn_from_its_elements(sent):
    desk = Desk(Role.FLIGHT, ManualClock(WALL_NS))
    desk.open(a_mission())
    assert isinstance(orbit_source(desk, sent.ask_history), ElementsOrbit)
    assert a_mission().orbit != Orbit(())


def test_the_orbit_page_tells_what_the_satellite_reports(desk, sent, qtbot):
    page = OrbitMap(a_seat(desk, sent))
    qtbot.addWidget(page)
    page.resize(1500, 900)
    hears(desk, 0, 60)
    page.refresh(EVERYTHING)
    height_km = geodetic(the_positions_km()[59:60])[2][0]
    assert page.reading("HEIGHT").value == f"{height_km:.1f} km"
    assert page.reading("ORBIT").value == "–"
    assert page.reading("OFF NADIR").value.endswith("°")


def test_pages_of_what_a_satellite_does_not_report_say_so(desk, sent, qtbot):
    screens = flight_screens(a_seat(desk, sent))
    for widget in (screens.strip, screens.side, *(page.panel for page in screens.pages)):
        qtbot.addWidget(widget)
        widget.refresh(EVERYTHING)
    pages = {page.name: page.panel for page in screens.pages}
    assert isinstance(pages["life-support"], NothingToShow)
    assert isinstance(pages["power"].content, NothingToShow)
    assert "JPSS_Geolocation_Packets reports nothing" in pages["life-support"].words
