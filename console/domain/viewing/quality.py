"""Quality of a view, 0 to 100, and the reasons for it in plain words."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from console.domain.viewing.rules import OCEAN_KINDS, RELIEF_KINDS, ViewingRules
from telemetry.mission import Target

# A pass that stays in view this long leaves time to find the target and to look.
_AMPLE_S: Final = 180.0
# A mean says little about one day: unknown cloud costs far less than cloud that is forecast.
_CLOUD_WEIGHT: Final = 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """One consideration: a share from 0 to 1 and its words."""

    share: float
    reason: str


def judge(parts: tuple[Part, ...]) -> tuple[int, tuple[str, ...]]:
    """Return the quality, 0 to 100, and the reasons, those that cost most first.

    Shares are multiplied: a superb angle does not make up for darkness.
    """
    product = float(np.prod([part.share for part in parts]))
    ordered = sorted(parts, key=lambda part: part.share)
    return round(100.0 * product), tuple(part.reason for part in ordered)


def angle_part(off_nadir_deg: float, rules: ViewingRules, max_off_nadir_deg: float) -> Part:
    """Judge how obliquely the target is seen."""
    shares = np.interp(
        off_nadir_deg,
        (0.0, 20.0, rules.good_off_nadir_deg, max_off_nadir_deg),
        (1.0, 1.0, 0.8, 0.5),
    )
    if off_nadir_deg < 3.0:
        words = "straight below"
    elif off_nadir_deg <= rules.good_off_nadir_deg:
        words = f"{off_nadir_deg:.0f}° from straight down"
    else:
        words = f"oblique, {off_nadir_deg:.0f}° from straight down"
    return Part(float(shares), words)


def day_light_part(sun_elevation_deg: float, kind: str, rules: ViewingRules) -> Part:
    """Judge the Sun on a target by day."""
    low, high = rules.relief_best_sun_deg
    if kind in RELIEF_KINDS:
        share = np.interp(sun_elevation_deg, (low, high, 65.0, 90.0), (1.0, 1.0, 0.7, 0.6))
        if sun_elevation_deg <= high:
            return Part(float(share), f"Sun {sun_elevation_deg:.0f}° high: shadows show the relief")
        return Part(float(share), f"Sun {sun_elevation_deg:.0f}° high: few shadows")
    share = np.interp(
        sun_elevation_deg,
        (rules.day_min_sun_elevation_deg, rules.day_good_sun_elevation_deg, 45.0, 90.0),
        (0.5, 0.8, 1.0, 1.0),
    )
    words = "low Sun" if sun_elevation_deg < rules.day_good_sun_elevation_deg else "Sun"
    return Part(float(share), f"{words}, {sun_elevation_deg:.0f}° high")


def reef_part(glint_deg: float, rules: ViewingRules) -> Part:
    """Judge whether the Sun's mirror image hides what lies under water."""
    if glint_deg < rules.reef_min_glint_deg:
        return Part(0.6, f"the Sun's mirror image, {glint_deg:.0f}° away, washes out the colours")
    return Part(1.0, f"no glint: the Sun's mirror image is {glint_deg:.0f}° away")


def blaze_part(glint_deg: float, rules: ViewingRules) -> Part:
    """Judge the Sun's mirror image as the thing to see."""
    share = float(np.interp(glint_deg, (0.0, rules.glint_max_deg), (1.0, 0.7)))
    return Part(share, f"water blazes: the Sun's mirror image is {glint_deg:.0f}° away")


def cloud_part(target: Target, rules: ViewingRules) -> Part:
    """Judge the chance of cloud: a mean over the years unless the lead knows better."""
    if target.id in rules.cloud_by_target:
        cloud = rules.cloud_by_target[target.id]
        return Part(1.0 - cloud, f"cloud expected: {100.0 * cloud:.0f} %")
    if target.cloud_fraction is not None:
        cloud, where = target.cloud_fraction, "here"
    elif target.kind in OCEAN_KINDS:
        cloud, where = rules.ocean_cloud, "over sea"
    else:
        cloud, where = rules.land_cloud, "over land"
    words = f"clouds unknown: {100.0 * cloud:.0f} % on average {where}"
    return Part(1.0 - _CLOUD_WEIGHT * cloud, words)


def night_part(sun_elevation_deg: float, rules: ViewingRules) -> Part:
    """Judge how dark it is at the target."""
    good = rules.night_good_sun_elevation_deg
    if sun_elevation_deg <= good:
        return Part(1.0, "full night")
    share = np.interp(sun_elevation_deg, (good, rules.night_max_sun_elevation_deg), (1.0, 0.6))
    return Part(float(share), f"twilight, Sun {-sun_elevation_deg:.0f}° below the horizon")


def moon_part(moon_elevation_deg: float, moon_fraction: float) -> Part:
    """Judge moonlight on a target by night: it greys the ground but hides no city."""
    if moon_elevation_deg <= 0.0 or moon_fraction < 0.2:
        return Part(1.0, "no moonlight")
    share = 1.0 - 0.1 * moon_fraction * float(np.sin(np.radians(moon_elevation_deg)))
    return Part(share, f"Moon up, {100.0 * moon_fraction:.0f} % lit")


def phase_part(moon_fraction: float) -> Part:
    """Judge how much of the Moon's disc is lit."""
    share = float(np.interp(moon_fraction, (0.2, 0.8), (0.6, 1.0)))
    return Part(share, f"Moon {100.0 * moon_fraction:.0f} % lit")


def darkness_part(*, is_dark: bool) -> Part:
    """Judge whether sunlight falls on the vehicle while guests look at something faint."""
    if is_dark:
        return Part(1.0, "the vehicle is in the dark")
    return Part(0.7, "the vehicle is in sunlight: reflections in the window")


def aurora_part(kp: float) -> Part:
    """Judge the aurora by Kp: dim and far to 2, pleasing to 5, bright to 7, then exceptional."""
    share = float(np.interp(kp, (0.0, 2.0, 5.0, 7.0, 9.0), (0.3, 0.5, 0.8, 0.95, 1.0)))
    words = "dim" if kp < 3 else "pleasing" if kp < 6 else "bright" if kp < 8 else "exceptional"
    return Part(share, f"Kp {kp:g}: {words}")


def distance_part(distance_km: float, max_distance_km: float) -> Part:
    """Judge how far away the aurora stands, along the ground."""
    share = float(np.interp(distance_km, (0.0, 500.0, max_distance_km), (1.0, 1.0, 0.6)))
    return Part(share, f"{round(distance_km, -1):.0f} km away")


def duration_part(duration_s: float, rules: ViewingRules) -> Part:
    """Judge how long the view lasts."""
    share = np.interp(duration_s, (rules.least_duration_s, _AMPLE_S), (0.7, 1.0))
    minutes, seconds = divmod(round(duration_s), 60)
    return Part(float(share), f"in view for {minutes} min {seconds:02d} s")


def pane_part(off_boresight_deg: float, half_angle_deg: float, pane_name: str) -> Part:
    """Judge where in the window it is seen."""
    outward = off_boresight_deg / half_angle_deg
    share = float(np.interp(outward, (0.0, 0.5, 1.0), (1.0, 1.0, 0.75)))
    where = (
        "in the middle of"
        if outward < 0.4
        else "well inside"
        if outward < 0.8
        else "near the edge of"
    )
    return Part(share, f"{where} the {pane_name}")
