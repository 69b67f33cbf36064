import numpy as np
import pytest
from builders import a_mission
from plan_scene import CITY, IN_FORCE, a_plan_desk
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from seats import a_seat

from console.domain.viewing.opportunities import find_opportunities
from console.domain.viewing.pane_scene import PaneScenes
from console.ui.panels.pane_page import PanePage
from console.ui.plots.pane_canvas import PaneCanvas
from console.ui.plots.pane_colours import is_land, pane_image
from console.ui.plots.pane_drawing import PaneSubject, draw_pane
from console.ui.plots.pane_layers import (
    aurora_rays,
    coast_lines,
    star_table,
    stars,
    sun_and_moon,
    targets_in_sight,
)
from console.ui.plots.pane_show import PaneShow
from console.ui.seat import EVERYTHING
from console.ui.theme import Look
from telemetry.timebase import NS_PER_S

MISSION = a_mission()
START_NS = MISSION.launch_ns + 3 * 3600 * NS_PER_S


@pytest.fixture(scope="module")
def views():
    return find_opportunities(MISSION, START_NS, START_NS + 8 * 3600 * NS_PER_S)


def the(views, product, pane=None):
    return next(v for v in views if v.product == product and pane in (None, v.pane))


def scene_of(view, at_ns=None):
    scenes = PaneScenes(MISSION, view.pane, view.start_ns, view.end_ns)
    return scenes.at(view.peak_ns if at_ns is None else at_ns)


def test_the_map_knows_land_from_water():
    land = is_land(np.array([23.0, 0.0, -25.0, 30.0]), np.array([10.0, -30.0, 134.0, -150.0]))
    assert land.tolist() == [True, False, True, False]


def test_the_star_table_has_the_brightest_with_their_names():
    directions, magnitude, names = star_table()
    assert names[:3] == ("Sirius", "Canopus", "Arcturus")
    assert (np.diff(magnitude) >= 0).all()
    assert np.linalg.norm(directions, axis=1) == pytest.approx(1.0)


def test_by_day_no_stars_are_seen_and_by_night_those_the_earth_leaves(views):
    assert len(stars(scene_of(the(views, "landmark by day")))[0]) == 0
    place, _, _ = stars(scene_of(the(views, "city lights", "win-1")))
    assert len(place) > 20
    assert np.hypot(*place.T).max() < 45.0


def test_the_sun_stands_on_the_limb_at_sunset(views):
    scene = scene_of(the(views, "sunset"))
    (sun,) = [mark for mark in sun_and_moon(scene) if mark.name == "Sun"]
    limb = scene.limb_deg
    nearest = np.hypot(limb[:, 0] - sun.right_deg, limb[:, 1] - sun.up_deg).min()
    assert nearest < 0.6  # its upper edge is on the limb: half its disc, and the line's points


@pytest.mark.parametrize("product", ["sunrise", "sunset", "moonrise", "moonset"])
def test_at_its_best_moment_a_rise_or_set_shows_what_it_is_about(views, product):
    body = "Sun" if product.startswith("sun") else "Moon"
    for view in (view for view in views if view.product == product):
        for rounding_ns in (-NS_PER_S // 2, 0, NS_PER_S // 2):
            names = [mark.name for mark in sun_and_moon(scene_of(view, view.peak_ns + rounding_ns))]
            assert any(name.startswith(body) for name in names)


def test_an_aurora_is_drawn_where_the_opportunity_promises_it(views):
    view = the(views, "aurora")
    rays = [part for part, _ in aurora_rays(scene_of(view), kp=3.0)]
    assert sum(map(len, rays)) > 10
    nearest = min(np.hypot(part[..., 0], part[..., 1]).min() for part in rays)
    assert nearest < view.off_boresight_deg + 5.0


def test_coasts_stay_on_the_near_side_of_the_earth(views):
    scene = scene_of(the(views, "landmark by day", "dome"))
    lines = list(coast_lines(scene))
    assert lines
    limb = np.hypot(*scene.limb_deg.T).max()
    assert max(np.hypot(*line.T).max() for line in lines) <= limb + 1e-6


def test_the_picture_is_round_and_its_edge_is_clear(views):
    image = pane_image(scene_of(the(views, "landmark by day", "dome")), 64)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(32, 32).alpha() == 255


def test_names_do_not_cover_each_other_and_the_target_is_named(views, qapp, monkeypatch):
    written = []
    real = QPainter.drawText

    def note(self, box, flags, text):
        written.append((QRectF(box), text))
        return real(self, box, flags, text)

    monkeypatch.setattr(QPainter, "drawText", note)
    view = the(views, "landmark by day", "dome")
    target = next(each for each in MISSION.targets if each.id == view.target)
    image = QImage(500, 500, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    subject = PaneSubject(targets=MISSION.targets, target=target)
    draw_pane(painter, Look(), QRectF(0, 0, 500, 500), scene_of(view), subject)
    painter.end()
    assert written[0][1] == target.name
    for n, (box, _) in enumerate(written):
        assert not any(box.intersects(other) for other, _ in written[n + 1 :])


def test_a_target_behind_the_horizon_is_not_ringed(views):
    view = the(views, "landmark by day", "dome")
    far = [t for t in MISSION.targets if t.id != view.target]
    _, shown = targets_in_sight(scene_of(view), far)
    assert len(shown) < len(far)


def test_a_pass_is_shown_at_its_best_moment_and_played_to_its_end(seat, qtbot, views):
    show = PaneShow(seat, lambda: 3.0)
    qtbot.addWidget(show)
    view = the(views, "landmark by day", "dome")
    show.show_opportunity(view)
    assert show.when.endswith("UTC, the best moment")
    before = show.canvas.scene
    show.play.setChecked(True)
    show._step()
    assert show.canvas.scene is not before
    assert show.when.endswith("s after the best moment")
    show.scrubber.setValue(show.scrubber.maximum())
    show._step()
    assert not show.play.isChecked()


def test_an_unknown_attitude_is_said_in_the_picture_s_place(qtbot):
    canvas = PaneCanvas(Look())
    qtbot.addWidget(canvas)
    canvas.show_scene(None, PaneSubject(targets=()), "No plan says how the vehicle is turned then.")
    canvas.resize(300, 300)
    canvas.grab()
    assert canvas.scene is None


def test_the_page_of_the_view_shows_what_was_chosen_and_else_what_comes_next(qapp, qtbot, sent):
    desk = a_plan_desk(*IN_FORCE)
    page = PanePage(a_seat(desk, sent))
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    assert page.title == "reef by day"
    page.choose(CITY)
    page.refresh(EVERYTHING)
    assert page.title == "city by day"


def test_with_nothing_to_show_the_page_says_what_to_do(seat, qtbot):
    page = PanePage(seat)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    assert "Choose something" in page._why.text()
