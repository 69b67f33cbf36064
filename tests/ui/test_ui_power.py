import pytest
from builders import a_mission, an_alarm_raised
from desks import a_desk
from PySide6.QtCore import QPoint, QPointF, Qt
from seats import a_seat

from console.ui.flight import flight_screens
from console.ui.panels.power import BLOCKS, CHARTS, Power
from console.ui.panels.vehicle import Vehicle
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow


@pytest.fixture
def page(seat, qtbot):
    page = Power(seat)
    qtbot.addWidget(page)
    page.resize(1400, 800)
    page.show()
    page.refresh(EVERYTHING)
    return page


def test_everything_shown_is_something_the_vehicle_reports():
    shown = {each for block in BLOCKS for each in block.parameters}
    shown |= {each for spec in CHARTS for each in spec.parameters}
    assert shown <= set(a_mission().database.parameters)


def test_all_power_and_thermal_readings_but_loop_details_are_in_sight():
    shown = {each for block in BLOCKS for each in block.parameters}
    missing = {
        each.id
        for each in a_mission().database.parameters.values()
        if each.subsystem == "EPS" and each.id not in shown
    }
    assert missing == set()


def test_every_block_has_a_value_for_each_of_its_columns():
    for block in BLOCKS:
        wide = {len(row.parameters) for row in block.rows}
        assert wide == {len(block.columns) or 1}


def test_a_double_click_on_a_reading_plots_it(page, seat, qtbot):
    wished = []
    seat.wishes.plot.connect(wished.append)
    block = page.blocks[0]
    block.grab()
    box, parameter = block._cells[0]
    qtbot.mouseDClick(block, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert wished == [parameter]
    assert block._at(QPointF(-5, -5)) is None


def test_a_block_is_still_while_its_readings_are(page, seat, monkeypatch):
    block, painted = page.blocks[0], []
    monkeypatch.setattr(block, "update", lambda: painted.append(1))
    block.refresh()
    assert painted == []
    seat.desk.clock._wall.advance(60)
    block.refresh()
    assert painted == [1]


@pytest.mark.parametrize(("width", "columns"), [(1400, 3), (700, 2)])
def test_blocks_stand_in_as_many_columns_as_can_be_read(page, width, columns):
    page.resize(width, 800)
    assert page._columns == columns


def test_a_subsystem_s_tile_leads_to_its_parameters(qtbot, sent):
    window = ConsoleWindow(a_seat(a_desk(an_alarm_raised("CAB_DPDT")), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    window.set_screens(flight_screens(window.seat))
    window.refresh(EVERYTHING)
    window.seat.wishes.page.emit("vehicle")
    page = window.current_page.panel.content
    assert isinstance(page, Vehicle)
    assert page.tiles["CAB"].reading.worst is not None
    page.tiles["CAB"].grab()
    qtbot.mousePress(page.tiles["TCS"], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert window.current_page.name == "parameters"
    assert window.current_page.panel.content.model.rowCount() == 20


def test_pages_that_were_never_shown_are_not_even_built(qtbot, sent):
    window = ConsoleWindow(a_seat(a_desk(), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    screens = flight_screens(window.seat)
    window.set_screens(screens)
    window.refresh(EVERYTHING)
    built = [page.name for page in screens.pages if getattr(page.panel, "_content", None)]
    assert built == []
