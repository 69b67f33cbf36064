import json

import pytest
from desks import a_desk
from PySide6.QtCore import QRect
from seats import a_seat

from console.domain.roles import Role
from console.ui.app import SCREENS
from console.ui.arrangement import arrange, layout_of, place
from console.ui.saved_layout import SavedLayout, layout_path, load_layout, save_layout
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow


def a_window(qtbot, sent, role=Role.FLIGHT):
    seat = a_seat(a_desk(role=role), sent)
    window = ConsoleWindow(seat, "tcp://here:7700")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.set_screens(SCREENS[role](seat))
    window.refresh(EVERYTHING)
    return window


def test_a_console_comes_back_as_it_was_left(qtbot, sent, tmp_path):
    path = tmp_path / "deep" / "layout.json"
    window = a_window(qtbot, sent)
    window.seat.wishes.plot.emit("EPS_LOAD")
    window.seat.time.follow(3600)
    save_layout(layout_of(window), path)
    again = a_window(qtbot, sent)
    arrange(again, load_layout(path))
    assert again.current_page.name == "plots"
    assert again.current_page.panel.content.plotted == ["EPS_LOAD"]
    assert again.seat.time.span_s == 3600


def test_what_was_never_looked_at_is_kept_for_another_day(qtbot, sent):
    window = a_window(qtbot, sent)
    kept = {"plots": {"parameters": ["EPS_LOAD"]}}
    arrange(window, SavedLayout(panels=kept))
    assert window.current_page.name == "life-support"
    assert layout_of(window).panels == kept


def test_the_guest_lead_s_splitters_stay_where_they_were_put(qtbot, sent):
    window = a_window(qtbot, sent, Role.GUEST)
    window.show()
    plan = window.pages[0].panel
    plan.columns.setSizes([900, 440])
    plan.columns.splitterMoved.emit(900, 1)
    again = a_window(qtbot, sent, Role.GUEST)
    again.show()
    arrange(again, layout_of(window))
    assert again.pages[0].panel.columns.sizes() == plan.columns.sizes()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "nonsense", '{"page": 3, "panels": [1]}', '{"text_scale": 99, "theme": "pink"}'],
)
def test_a_damaged_file_is_as_good_as_none(tmp_path, text, caplog):
    path = tmp_path / "layout.json"
    path.write_text(text)
    assert load_layout(path) == SavedLayout()


def test_what_no_longer_fits_is_left_out(qtbot, sent):
    window = a_window(qtbot, sent, Role.GUEST)
    kept = {"plan": {"columns": [1, 2, 3], "left": ["a", "b"], "gone": [1]}, "gone": {}}
    arrange(window, SavedLayout(page="gone", panels=kept))
    assert window.current_page.name == "plan"
    assert layout_of(window).panels == {}


def test_a_layout_that_cannot_be_kept_is_said_and_survived(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    save_layout(SavedLayout(), tmp_path / "file" / "layout.json")
    assert "the layout was not kept" in caplog.text


def test_no_file_is_no_trouble(tmp_path, caplog):
    assert load_layout(tmp_path / "none.json") == SavedLayout()
    assert caplog.records == []


def test_every_role_has_a_file_of_its_own():
    assert len({layout_path(role) for role in Role}) == len(Role)


def test_the_file_is_json_a_person_can_read(tmp_path):
    save_layout(SavedLayout(page="log"), tmp_path / "layout.json")
    assert json.loads((tmp_path / "layout.json").read_text())["page"] == "log"


def test_the_window_comes_back_where_it_was_also_on_a_smaller_screen(qtbot, sent, monkeypatch):
    laptop = QRect(0, 0, 1366, 740)
    monkeypatch.setattr("console.ui.arrangement.screens_now", lambda: [QRect(0, 0, 3840, 2160)])
    window = a_window(qtbot, sent)
    window.show()
    place(window, SavedLayout(place=[2000, 300, 1700, 900]))
    kept = layout_of(window)
    assert kept.place == [2000, 300, 1700, 900]
    assert not kept.is_maximized
    monkeypatch.setattr("console.ui.arrangement.screens_now", lambda: [laptop])
    again = a_window(qtbot, sent)
    again.show()
    place(again, kept)
    assert laptop.contains(again.geometry())
    place(again, SavedLayout(is_maximized=True))
    assert again.isMaximized()
    assert layout_of(again).is_maximized
