from builders import T0_NS, a_mission, an_entry
from desks import a_desk
from seats import a_seat

from console.client.desk import Changes
from console.domain.facts import ServerStarted, WindowApproved, WindowHeld, WindowProposed
from console.ui.models.chart_events import ChartEvents, sessions
from console.ui.panels.life_support import CHARTS
from console.ui.plots.strip_chart import StripChart
from console.ui.seat import EVERYTHING
from telemetry.timebase import NS_PER_S

PROPOSED = WindowProposed(
    window="w1",
    opportunity="o1",
    title="Sunrise over the Andes",
    pane="dome",
    start_ns=T0_NS - 300 * NS_PER_S,
    end_ns=T0_NS - 60 * NS_PER_S,
    quality=80,
    guests=("guest-b",),
)
HELD = WindowHeld(window="w1", reason="CO2 in the dome", alarm="CAB_PPCO2_Z3")


def test_what_happened_is_marked_with_its_words_once():
    log = [an_entry(1, fact=ServerStarted(epoch=2)), an_entry(2, fact=PROPOSED)]
    events = ChartEvents(a_mission())
    assert [event.words for event in events.read(log)] == ["Mission server started, life 2"]
    log.append(an_entry(3, fact=HELD))
    assert "Sunrise over the Andes" in events.read(log)[-1].words
    assert len(events.read(log[:1])) == 1


def test_only_planned_and_held_windows_are_sessions():
    launch_ns = a_mission().launch_ns
    assert sessions(a_desk(PROPOSED).windows().values(), launch_ns) == ()
    (planned,) = sessions(
        a_desk(PROPOSED, WindowApproved(window="w1")).windows().values(), launch_ns
    )
    assert planned.end_s - planned.start_s == 240
    assert not planned.is_held
    (held,) = sessions(
        a_desk(PROPOSED, WindowApproved(window="w1"), HELD).windows().values(), launch_ns
    )
    assert held.is_held


def test_a_chart_tells_of_the_session_and_the_event_under_the_pointer(qtbot, sent):
    desk = a_desk(PROPOSED, WindowApproved(window="w1"), HELD)
    chart = StripChart(a_seat(desk, sent), CHARTS[0])
    qtbot.addWidget(chart)
    chart.resize(800, 300)
    chart.show()
    chart.refresh(EVERYTHING)
    chart.refresh(Changes(state=True))
    chart.grab()
    now_s = desk.elapsed_s()
    assert "Viewing, held: Sunrise over the Andes" in chart.tell(now_s - 100)
    assert "Viewing" not in chart.tell(now_s - 30)
    (event,) = chart.happenings.events
    assert "HELD" in chart.tell(event.at_s)
