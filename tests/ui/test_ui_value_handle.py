import pytest
from desks import a_desk
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from seats import a_seat

from console.ui.flight import flight_screens
from console.ui.models.parameter_table import MIME_TYPE, dragged, dropped
from console.ui.panels.life_support import LifeSupport
from console.ui.panels.parameters import Parameters
from console.ui.panels.procedures import Procedures
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from console.ui.widgets.figures import FigureBlock, FigureRow, Figures
from console.ui.widgets.page_tab import PageTab
from console.ui.widgets.value_handle import ValueHandle
from console.ui.widgets.value_menu import value_menu

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
BLOCK = FigureBlock(title="POWER", rows=(FigureRow(name="Load", parameters=("EPS_LOAD",)),))


@pytest.fixture
def window(qtbot, sent):
    window = ConsoleWindow(a_seat(a_desk(), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.set_screens(flight_screens(window.seat))
    window.show()
    window.refresh(EVERYTHING)
    return window


@pytest.fixture
def figures(seat, qtbot):
    figures = Figures(seat, BLOCK)
    qtbot.addWidget(figures)
    figures.resize(300, 60)
    figures.show()
    figures.refresh()
    figures.grab()
    return figures


def on_the_value(figures):
    box, _parameter = figures._cells[0]
    return box.center().toPoint()


def actions(menu):
    return {action.text().split(":")[0]: action for action in menu.actions() if action.text()}


def content(window, name):
    return next(page for page in window.pages if page.name == name).panel.content


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_a_value_can_be_plotted_its_history_limits_procedure_shown_and_copied(window):
    menu = value_menu(window, window.seat, "CAB_PPCO2_Z3")
    found = actions(menu)
    found["History"].trigger()
    assert window.current_page.name == "plots"
    assert content(window, "plots").plotted == ["CAB_PPCO2_Z3"]
    assert window.seat.time.span_s == 72 * 3600
    found["All about it, in Parameters"].trigger()
    assert window.current_page.name == "parameters"
    panel = content(window, "parameters")
    assert isinstance(panel, Parameters)
    assert panel.chosen.id == "CAB_PPCO2_Z3"
    (procedure,) = (each for name, each in found.items() if name.startswith("Procedure"))
    procedure.trigger()
    assert window.current_page.name == "procedures"
    chosen = content(window, "procedures")
    assert isinstance(chosen, Procedures)
    assert chosen.selected().id in procedure.text()
    found["Copy value"].trigger()
    assert QGuiApplication.clipboard().text().startswith("CAB_PPCO2_Z3\t")
    found["Copy id"].trigger()
    assert QGuiApplication.clipboard().text() == "CAB_PPCO2_Z3"
    menu.deleteLater()


def test_a_value_that_no_procedure_answers_says_so(window):
    menu = value_menu(window, window.seat, "GNC_Q0")
    assert not actions(menu)["No procedure answers it"].isEnabled()
    menu.deleteLater()


def test_a_parameter_hidden_by_a_filter_is_found_all_the_same(window):
    window.show_page_named("parameters")
    panel = content(window, "parameters")
    panel.choose_subsystem("EPS")
    window.seat.wishes.parameter.emit("CAB_PPO2")
    assert panel.chosen.id == "CAB_PPO2"


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_a_right_click_on_a_value_opens_its_menu_and_none_beside_it(figures, monkeypatch):
    opened = []
    monkeypatch.setattr(ValueHandle, "menu", lambda _self, each: opened.append(each) or Popped())
    for place in (on_the_value(figures), QPoint(3, 3)):
        at = figures.mapToGlobal(place)
        QApplication.sendEvent(
            figures, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, at)
        )
    assert opened == ["EPS_LOAD"]
    QApplication.sendEvent(
        figures, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    )
    assert opened == ["EPS_LOAD"] * 2


class Popped:
    def popup(self, _at):
        """Stay away: a menu would wait for a person."""


def test_a_value_is_dragged_once_the_press_has_moved_and_not_before(figures, qtbot, monkeypatch):
    taken = []

    class Drag:
        def __init__(self, source):
            assert source is figures

        def setMimeData(self, data):  # noqa: N802  # as Qt calls it
            taken.extend(dropped(data))

        def exec(self, _action):
            """A drag waits for a person."""

    monkeypatch.setattr("console.ui.widgets.value_handle.QDrag", Drag)
    start = on_the_value(figures)
    qtbot.mousePress(figures, LEFT, pos=start)
    qtbot.mouseMove(figures, start + QPoint(1, 0))
    assert taken == []
    qtbot.mouseMove(figures, start - QPoint(3 * QApplication.startDragDistance(), 0))
    assert taken == ["EPS_LOAD"]
    qtbot.mouseRelease(figures, LEFT)


def test_what_is_dragged_is_what_is_dropped():
    assert dropped(dragged(["CAB_PPO2", "EPS_LOAD"])) == ["CAB_PPO2", "EPS_LOAD"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_a_parameter_dragged_over_a_tab_turns_to_its_page_and_dropped_there_is_plotted(window):
    tab = next(each for each in window.findChildren(PageTab) if "Plots" in each.text())
    data = dragged(["EPS_LOAD"])
    where = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    tab.dragEnterEvent(QDragEnterEvent(QPoint(3, 3), *where))
    assert window.current_page.name == "plots"
    tab.dropEvent(QDropEvent(QPointF(3, 3), *where))
    assert content(window, "plots").plotted == ["EPS_LOAD"]


def test_a_tab_takes_no_other_thing(window):
    tab = window.findChildren(PageTab)[1]
    data = QMimeData()
    data.setText("anything")
    assert not data.hasFormat(MIME_TYPE)
    event = QDragEnterEvent(
        QPoint(3, 3), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    tab.dragEnterEvent(event)
    assert window.current_page.name == window.pages[0].name


def test_enter_plots_what_was_chosen_by_arrows(seat, figures, qtbot):
    with qtbot.waitSignal(seat.wishes.plot) as plotted:
        qtbot.keyClick(figures, Qt.Key.Key_Right)
        qtbot.keyClick(figures, Qt.Key.Key_Return)
    assert plotted.args == ["EPS_LOAD"]
    assert "Total electrical load" in figures.accessibleName()


def test_enter_on_an_instrument_plots_its_sensors(seat, qtbot):
    page = LifeSupport(seat)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    wished = []
    seat.wishes.plot.connect(wished.append)
    qtbot.keyClick(page.instruments[0], Qt.Key.Key_Return)
    assert wished == [f"CAB_PPCO2_Z{zone}" for zone in range(1, 5)]
