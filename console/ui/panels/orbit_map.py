"""The orbit page: the world map, and beside it where the vehicle is and what comes next."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QWidget,
)

from console.client.desk import Changes
from console.ui.beside import Beside
from console.ui.models.ground_track import GroundTrack, OrbitNow
from console.ui.models.orbit_outlook import OutlookTableModel, outlook
from console.ui.models.orbit_source import NotReportedError, orbit_source
from console.ui.plots.globe import Globe
from console.ui.plots.map_data import land_paths
from console.ui.plots.map_ground import MapSite
from console.ui.plots.map_legend import MapLegend
from console.ui.plots.map_outlook import regions_at
from console.ui.plots.map_regions import MapRegions
from console.ui.plots.world_map import WorldMap
from console.ui.seat import Panel, Seat
from console.ui.widgets.readout import Reading, Readout
from console.ui.widgets.section import Remark, Section
from telemetry.elements import PropagationError
from telemetry.timebase import NS_PER_S

REGIONS_STEP_KM: Final = 100.0
REGIONS_AGAIN_S: Final = 600  # in which the oval, which stands to the Sun, moves 2.5 degrees
_STRIP_PX: Final = 140
_SIDE_PX: Final = 340
_CHROME_PX: Final = 60  # title and legend of the map
_SHARES_BELOW: Final = (5, 6, 7)
_SHARES_BESIDE: Final = (0, 0, 1)
_UNLIMITED_PX: Final = 16_777_215  # Qt's own QWIDGETSIZE_MAX
_GAP_PX: Final = 4


class OrbitMap(Panel):
    """World map and figures of the orbit, once a second: from elements or as reported."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._shown_s = -1
        self._track: GroundTrack | None = None
        self._track_made_ns = 0
        self._regions_height_km = -math.inf
        self._regions_at_ns = 0
        self._has_regions = False
        self._beside: Beside[MapRegions] = Beside(self)
        mission = seat.desk.mission
        self._source = orbit_source(seat.desk, seat.ask_history)
        self.map = WorldMap(seat.look, land_paths())
        self.globe = Globe(seat.look)
        self._faces: tuple[WorldMap | Globe, ...] = (self.map, self.globe)
        sites = tuple(
            MapSite(site.name, site.latitude_deg, site.longitude_deg, site.min_elevation_deg)
            for site in mission.stations
        )
        for face in self._faces:
            face.set_flight(mission.name, sites)
        self.as_globe = QPushButton("Globe (G)")
        self._trouble = Remark()
        self.events = OutlookTableModel(self)
        self._events_wait = Remark("Working out what comes next …")
        self._cells = {
            caption: Readout(seat.look, caption, widest, value_px=15)
            for caption, widest in (
                ("LATITUDE", "00.00° N"),
                ("LONGITUDE", "000.00° W"),
                ("HEIGHT", "0000.0 km"),
                ("SPEED", "0.000 km/s"),
                ("ORBIT", "9999"),
                ("PERIOD", "00:00 min"),
                ("INCLINATION", "00.00°"),
                ("BETA ANGLE", "-00.0°"),
                ("AGE", "00 h 00 min"),
                (self._source.trust, "000.0 km"),
            )
        }
        self._cells["AGE"].setToolTip(self._source.age_tip)
        self._cells[self._source.trust].setToolTip(self._source.trust_tip)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._figures_part = QWidget()
        self._figures_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._figures_part)
        self._lay_out()

    def reading(self, caption: str) -> Reading:
        """Return what the figure of that caption shows."""
        return self._cells[caption].reading

    @property
    def is_whole(self) -> bool:
        """Whether track, regions and what comes next are all shown."""
        return self._has_regions and self._track is not None and not self._events_wait.text()

    @property
    def waiting_words(self) -> str:
        """Why nothing is listed as coming next, empty when something is."""
        return self._events_wait.text()

    def remember(self) -> Mapping[str, list[Any]]:
        """Return whether the globe is shown."""
        return {"globe": [True]} if self.as_globe.isChecked() else {}

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Show the globe or the map, as it was."""
        self.as_globe.setChecked(kept.get("globe") == [True])

    def refresh(self, changes: Changes) -> None:
        """Show the present second, and what comes next."""
        desk = self._seat.desk
        now_ns = desk.now_ns()
        if now_ns == 0 or (now_ns // NS_PER_S == self._shown_s and not changes.lookahead):
            return
        self._shown_s = now_ns // NS_PER_S
        self._show_orbit(now_ns)
        if desk.lookahead.is_known:
            self.events.set_items(outlook(desk.lookahead.events, now_ns))
            self.events.set_now(now_ns)
            self._events_wait.say("" if self.events.rowCount() else "Nothing more on this flight.")
        elif desk.lookahead.problem:
            self._events_wait.say(f"Not known: {desk.lookahead.problem}.")

    def _show_orbit(self, now_ns: int) -> None:
        try:
            now = self._source.now(now_ns)
            again_ns = self._source.track_again_s * NS_PER_S
            if self._track is None or abs(now_ns - self._track_made_ns) >= again_ns:
                self._track, self._track_made_ns = self._source.track(now_ns), now_ns
        except (PropagationError, NotReportedError) as error:
            for face in self._faces:
                face.show_orbit(None, None)
            self._trouble.say(f"The vehicle cannot be shown: {error}.")
            return
        self._trouble.say("")
        self._show_regions(now)
        for face in self._faces:
            face.show_orbit(now, self._track)
        for caption, text in self._figures(now).items():
            if caption in self._cells:
                self._cells[caption].show_reading(Reading(value=text))

    def _show_regions(self, now: OrbitNow) -> None:
        """Show anomaly and oval as last worked out; work them out again when they have moved."""
        found = self._beside.take()
        if found is not None:
            self._has_regions = True
            for face in self._faces:
                face.set_regions(found)
        is_old = abs(now.at_ns - self._regions_at_ns) > REGIONS_AGAIN_S * NS_PER_S
        is_elsewhere = abs(now.height_km - self._regions_height_km) >= REGIONS_STEP_KM
        if (is_old or is_elsewhere) and self._beside.start(
            partial(regions_at, self._seat.desk.mission, now.height_km, now.at_ns)
        ):
            self._regions_height_km, self._regions_at_ns = now.height_km, now.at_ns

    def _figures(self, now: OrbitNow) -> dict[str, str]:
        desk = self._seat.desk
        return {
            "LATITUDE": _degrees_text(now.latitude_deg, "N", "S"),
            "LONGITUDE": _degrees_text(now.longitude_deg, "E", "W"),
            "HEIGHT": f"{now.height_km:.1f} km",
            "SPEED": f"{now.speed_km_s:.3f} km/s",
            "ORBIT": str(desk.lookahead.events.orbit_number(now.at_ns))
            if desk.lookahead.is_known
            else "–",
            "PERIOD": _period_text(now.period_s),
            "INCLINATION": f"{now.inclination_deg:.2f}°",
            "BETA ANGLE": f"{now.beta_deg:+.1f}°",
            "AGE": _age_text(now.source_age_s),
            "ERROR": _known(now.along_track_error_km, ".1f", " km"),
            "OFF NADIR": _known(now.off_nadir_deg, ".2f", "°"),
        }

    def _lay_out(self) -> None:
        world = Section(self._source.track_title)
        world.body.addWidget(self._trouble)
        self.as_globe.setObjectName("tab")
        self.as_globe.setCheckable(True)
        self.as_globe.toggled.connect(self._show_face)
        world.header.addWidget(self.as_globe)
        for face in self._faces:
            world.body.addWidget(face, 1)
        self._show_face(is_globe=False)
        world.body.addWidget(MapLegend(self._seat.look))
        coming = Section("NEXT · in, UTC, what")
        coming.body.addWidget(self._events_wait)
        coming.body.addWidget(self._events_table(), 1)
        self._figures_box.setContentsMargins(0, 0, 0, 0)
        self._figures_box.setSpacing(_GAP_PX)
        self._figures_box.addWidget(self._section(self._source.vehicle_title, 0, 4))
        self._figures_box.addWidget(self._section(self._source.orbit_title, 4, 10))
        self._figures_box.addWidget(coming)
        self._box.setContentsMargins(_GAP_PX, _GAP_PX, _GAP_PX, _GAP_PX)
        self._box.setSpacing(_GAP_PX)
        self._box.addWidget(world, 1)
        self._box.addWidget(self._figures_part)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn from map to globe and back."""
        if event.key() == Qt.Key.Key_G:
            self.as_globe.toggle()
        else:
            super().keyPressEvent(event)

    def _show_face(self, is_globe: bool) -> None:
        self.globe.setVisible(is_globe)
        self.map.setVisible(not is_globe)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the figures where they leave the map more room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Lay the figures beside the map or below it, whichever leaves a larger map."""
        look = self._seat.look
        side, strip, chrome = look.px(_SIDE_PX), look.px(_STRIP_PX), look.px(_CHROME_PX)
        map_px_beside = min(self.width() - side, 2 * (self.height() - chrome))
        map_px_above = min(self.width(), 2 * (self.height() - chrome - strip))
        self._figures_part.setMinimumSize(0, 0)
        self._figures_part.setMaximumSize(_UNLIMITED_PX, _UNLIMITED_PX)
        if map_px_beside > map_px_above:
            self._box.setDirection(QBoxLayout.Direction.LeftToRight)
            self._figures_box.setDirection(QBoxLayout.Direction.TopToBottom)
            self._figures_part.setFixedWidth(side)
            shares = _SHARES_BESIDE
        else:
            self._box.setDirection(QBoxLayout.Direction.TopToBottom)
            self._figures_box.setDirection(QBoxLayout.Direction.LeftToRight)
            self._figures_part.setFixedHeight(strip)
            shares = _SHARES_BELOW
        for at, share in enumerate(shares):
            self._figures_box.setStretch(at, share)
        self._box.activate()  # while it is being shown nothing else does

    def _section(self, title: str, first: int, last: int) -> Section:
        section = Section(title)
        section.setMinimumHeight(self._seat.look.px(_STRIP_PX - 20))
        cells = list(self._cells.values())[first:last]
        half = len(cells) // 2
        for pair in (cells[:half], cells[half:]):
            row = QHBoxLayout()
            for cell in pair:
                row.addWidget(cell, 1)
            section.body.addLayout(row)
        section.body.addStretch(1)
        return section

    def _events_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.events)
        table.setShowGrid(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setVisible(False)
        table.setWordWrap(False)
        table.setAccessibleName("What comes next")
        return table


def _degrees_text(degrees: float, positive: str, negative: str) -> str:
    return f"{abs(degrees):.2f}° {positive if degrees >= 0 else negative}"


def _age_text(age_s: float) -> str:
    """Return an age in days, hours and minutes; elements may also lie ahead."""
    minutes = int(abs(age_s) // 60)
    days, rest = divmod(minutes, 1440)
    text = f"{rest // 60} h {rest % 60:02d} min" if not days else f"{days} d {rest // 60} h"
    return text if age_s >= 0 else f"{text} ahead"


def _period_text(period_s: float) -> str:
    if not math.isfinite(period_s):
        return "–"
    minutes, seconds = divmod(round(period_s), 60)
    return f"{minutes}:{seconds:02d} min"


def _known(number: float, form: str, unit: str) -> str:
    return "–" if math.isnan(number) else f"{number:{form}}{unit}"
