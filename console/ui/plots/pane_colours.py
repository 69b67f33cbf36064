"""From the light in a cabin window to its colours: as an eye would have them, not as a camera."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from console.domain.viewing.pane_light import PaneLight, pane_light
from console.domain.viewing.pane_scene import PaneScene
from console.ui.plots.map_data import land_paths

Colours = NDArray[np.float64]  # shape (n, 3), 0 to 1

_MASK_PX_PER_DEG: Final = 5
_DAY_LAND: Final = np.array([0.52, 0.50, 0.36])
_DAY_WATER: Final = np.array([0.10, 0.27, 0.50])
_NIGHT_LAND: Final = np.array([0.07, 0.07, 0.085])
_NIGHT_WATER: Final = np.array([0.02, 0.028, 0.055])
_AIR: Final = np.array([0.38, 0.62, 0.95])
_DUSK: Final = np.array([1.0, 0.45, 0.15])
_GLOW: Final = np.array([0.16, 0.30, 0.16])  # oxygen's faint green line, seen along the limb
_BLAZE: Final = np.array([1.0, 0.95, 0.80])
_MILK: Final = np.array([0.62, 0.64, 0.72])
_AIR_SCALE_KM: Final = 12.0
_PX_OF_AIR: Final = 0.8
_GLOW_HEIGHT_KM, _GLOW_DEPTH_KM = 95.0, 6.0
_TWILIGHT_DEG: Final = (-9.0, 6.0)  # from night to full daylight at the ground
_GLINT_DEG: Final = 7.0


def pane_image(scene: PaneScene, across_px: int) -> QImage:
    """Return what fills the pane, a square of pixels; transparent outside its round edge."""
    places, inside = _pixels(across_px, scene.pane.half_angle_deg)
    rgba = np.zeros((across_px * across_px, 4), np.uint8)
    per_px_deg = 2.0 * scene.pane.half_angle_deg / across_px
    depth_km = max(_AIR_SCALE_KM, _PX_OF_AIR * np.radians(per_px_deg) * scene.limb_range_km)
    light = pane_light(scene, places[inside])
    colours = _colours(light, depth_km=depth_km, is_dark=scene.is_dark)
    rgba[inside, :3] = np.clip(colours * 255.0, 0.0, 255.0).astype(np.uint8)
    rgba[inside, 3] = 255
    image = QImage(rgba.data, across_px, across_px, 4 * across_px, QImage.Format.Format_RGBA8888)
    return image.copy()  # the array ends with this call


@cache
def _pixels(across_px: int, half_angle_deg: float) -> tuple[Colours, NDArray[np.bool_]]:
    """Return the places of pixels in the pane, row by row from the top, and which are in it."""
    steps = (np.arange(across_px) + 0.5) / across_px * 2.0 - 1.0
    right, down = np.meshgrid(steps * half_angle_deg, steps * half_angle_deg)
    places = np.column_stack((right.ravel(), -down.ravel()))
    return places, np.hypot(places[:, 0], places[:, 1]) <= half_angle_deg


def _colours(light: PaneLight, *, depth_km: float, is_dark: bool) -> Colours:
    colours = np.empty((light.is_ground.size, 3))
    ground, sky = light.is_ground, ~light.is_ground
    colours[ground] = _ground(light)
    colours[sky] = _sky(light, depth_km=depth_km, is_dark=is_dark)
    return colours


def _ground(light: PaneLight) -> Colours:
    at = light.is_ground
    land = is_land(light.latitude_deg[at], light.longitude_deg[at])[:, None]
    sun = light.sun_elevation_deg[at][:, None]
    day = _ramp(sun, *_TWILIGHT_DEG)
    # Low light is weak and warm; the air between bleaches what is far away.
    strength = 0.35 + 0.65 * _ramp(sun, 0.0, 40.0)
    lit = np.where(land, _DAY_LAND, _DAY_WATER) * strength
    lit = lit + _DUSK * 0.10 * np.exp(-((sun / 5.0) ** 2))
    dark = np.where(land, _NIGHT_LAND, _NIGHT_WATER)
    colours = day * lit + (1.0 - day) * dark
    glint = np.where(land, 0.0, np.exp(-((light.glint_deg[at][:, None] / _GLINT_DEG) ** 2)))
    return np.asarray(colours + day * glint * (_BLAZE - colours) * 0.9)


def _sky(light: PaneLight, *, depth_km: float, is_dark: bool) -> Colours:
    """Return air above the limb and what lies behind it.

    A wide pane's pixels are deeper than the air: it is drawn as deep as a pixel, not left out.
    """
    at = ~light.is_ground
    height, sun = light.air_km[at][:, None], light.sun_elevation_deg[at][:, None]
    lit = _ramp(sun, -14.0, 4.0)
    # Red is what is left of sunlight that has come a long way through the lowest air.
    low = np.exp(-height / (0.8 * depth_km)) * np.exp(-(((sun + 2.0) / 7.0) ** 2))
    colours = lit * _AIR * np.exp(-height / depth_km) * 1.1 + _DUSK * low
    glow_km = max(_GLOW_DEPTH_KM, 0.5 * depth_km)
    glow = np.exp(-(((height - _GLOW_HEIGHT_KM) / glow_km) ** 2))
    if is_dark:
        colours = colours + glow * _GLOW * 0.5 + _milky_way(light.galactic_deg[at])
    return np.asarray(colours)


def _milky_way(galactic_deg: Colours) -> Colours:
    """Return its glow: widest and brightest towards its centre, a dark lane along its middle."""
    longitude, latitude = galactic_deg[:, :1], galactic_deg[:, 1:]
    near = np.exp(-((longitude / 60.0) ** 2))
    width = 6.0 + 5.0 * near
    band = np.exp(-((latitude / width) ** 2)) * (0.13 + 0.30 * near)
    lane = 1.0 - 0.45 * np.exp(-(((latitude - 1.5) / 2.0) ** 2)) * near
    return np.asarray(band * lane * _MILK)


def is_land(latitude_deg: Colours, longitude_deg: Colours) -> NDArray[np.bool_]:
    """Return which places are land, from the map at 1:50 million."""
    mask = _land_mask()
    row = ((90.0 - latitude_deg) * _MASK_PX_PER_DEG).astype(np.intp)
    column = ((longitude_deg + 180.0) * _MASK_PX_PER_DEG).astype(np.intp)
    height, width = mask.shape
    return np.asarray(mask[np.clip(row, 0, height - 1), column % width])


@cache
def _land_mask() -> NDArray[np.bool_]:
    width, height = 360 * _MASK_PX_PER_DEG, 180 * _MASK_PX_PER_DEG
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    to_px = QTransform().scale(_MASK_PX_PER_DEG, -_MASK_PX_PER_DEG).translate(180.0, -90.0)
    painter.setTransform(to_px)
    painter.fillPath(land_paths().land, Qt.GlobalColor.white)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return np.asarray(rows[:, :width] > 127)


def _ramp(values: Colours, from_: float, to: float) -> Colours:
    """Return 0 below `from_`, 1 above `to`, and smoothly between."""
    share = np.clip((values - from_) / (to - from_), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))
