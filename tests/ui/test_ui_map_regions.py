from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QImage, QPainter

from console.ui.beside import Beside
from console.ui.panels.orbit_map import OrbitMap
from console.ui.plots.label_placement import Box, LabelPlacer
from console.ui.plots.map_regions import MapRegions, MapTarget, paint_regions
from console.ui.plots.map_view import MapView
from console.ui.seat import EVERYTHING
from console.ui.theme import Look


def painted(regions, zoom=1.0):
    view = MapView.fitted(0, 0, 720, 360)
    if zoom > 1:
        view = view.zoomed(zoom, QPointF(360, 180))
    image = QImage(720, 360, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    placer = LabelPlacer(bounds=Box(0, 0, 720, 360))
    paint_regions(painter, view, Look(), regions, placer)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(360, 720) & 0xFFFFFF, placer


def test_nothing_is_drawn_where_there_is_nothing(qapp):
    pixels, _placer = painted(MapRegions())
    assert not pixels.any()


def test_the_anomaly_is_outlined_and_named(qapp):
    turn = np.linspace(0, 2 * np.pi, 60)
    outline = np.column_stack((-45 + 40 * np.cos(turn), -25 + 20 * np.sin(turn)))
    pixels, placer = painted(MapRegions(anomaly=outline))
    assert pixels[230, 190]
    assert len(placer.taken) == 1


def test_targets_are_marked_and_named_only_when_looked_at_closely(qapp):
    regions = MapRegions(targets=(MapTarget("Reef", 0.0, 0.0),))
    pixels, placer = painted(regions)
    assert pixels[178:183, 358:363].any()
    assert not placer.taken
    _pixels, placer = painted(regions, zoom=4.0)
    assert len(placer.taken) == 1


def test_the_oval_is_drawn_and_its_equatorward_edge_named(qapp):
    longitude = np.linspace(-180, 180, 73)
    ovals = tuple(np.column_stack((longitude, np.full(73, lat))) for lat in (75, 66, -75, -66))
    pixels, placer = painted(MapRegions(ovals=ovals, kp=5.0))
    assert pixels[2 * (90 - 75)].any()
    assert len(placer.taken) == 2


def test_the_orbit_page_shows_the_anomaly_the_oval_and_the_best_targets(seat, desk, qtbot):
    page = OrbitMap(seat)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    page._beside.wait()
    desk.clock._wall.advance(1.5)
    page.refresh(EVERYTHING)
    regions = page.map._regions
    assert regions.anomaly[:, 1].max() == pytest.approx(0, abs=15)  # reaches to the equator
    assert len(regions.targets) > 100
    north, south = regions.ovals[1], regions.ovals[3]
    assert 50 < north[:, 1].min() < north[:, 1].max() < 80
    assert -90 < south[:, 1].min() < -50
    assert regions.kp == 3.0


def test_what_takes_long_is_worked_out_beside_the_window_one_thing_at_a_time(qtbot):
    owner, gate = QObject(), Event()
    beside = Beside(owner)
    assert beside.start(lambda: gate.wait(5))
    assert not beside.start(lambda: None)
    assert beside.take() is None
    gate.set()
    beside.wait()
    assert beside.take() is True
    assert beside.take() is None
