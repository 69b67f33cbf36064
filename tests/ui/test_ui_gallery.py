import pytest

from console.cli import main
from console.ui.gallery import Gallery
from console.ui.theme import DARK, DAYLIGHT, Look
from console.ui.widgets.instrument import Instrument
from console.ui.widgets.notice import Notice


@pytest.fixture
def gallery(qtbot):
    gallery = Gallery(Look())
    qtbot.addWidget(gallery)
    gallery.resize(1400, 1000)
    gallery.show()
    return gallery


def test_an_instrument_is_there_in_every_state(gallery):
    names = [each.accessibleName() for each in gallery.findChildren(Instrument)]
    for state in ("nominal", "rising", "caution", "emergency", "stale", "invalid", "not received"):
        assert any(name.startswith(state) for name in names)


def test_there_is_a_notice_of_every_class_and_a_stale_one(gallery):
    assert len(gallery.findChildren(Notice)) == 5


def test_it_is_painted_in_both_themes(gallery):
    dark = gallery.grab().toImage()
    gallery._look.set_theme(DAYLIGHT)
    light = gallery.grab().toImage()
    assert dark.pixelColor(5, 5).lightness() < light.pixelColor(5, 5).lightness()
    gallery._look.set_theme(DARK)


def test_the_command_needs_no_role_for_it(monkeypatch):
    shown = []
    monkeypatch.setattr("console.ui.gallery.run_gallery", lambda *asked: shown.append(asked) or 0)
    assert main(["console", "--gallery", "--for", "3"]) == 0
    assert shown == [("dark", 1.0, 3.0)]


def test_a_console_still_needs_its_role(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["console"])
    assert ended.value.code == 2
    assert "--role" in capsys.readouterr().err
