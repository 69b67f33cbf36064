"""The products seen on the ground, as data: which targets, under which light and angles."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.domain.viewing import opportunity as names
from console.domain.viewing.rules import REEF_KINDS, RELIEF_KINDS, WATER_KINDS, ViewingRules
from telemetry.mission import Target

_NOT_CITIES = frozenset({"aurora zone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundProduct:
    """Something on the ground under limits of light and angle.

    Parameters
    ----------
    name, title : str
        One of the products, and a title with ``{}`` for the target's name.
    targets : frozenset of str
        Ids of the targets it is found at.
    max_off_nadir_deg : float
    min_sun_deg, max_sun_deg : float
        The Sun's elevation at the target.
    needs_dark_cabin : bool
        Whether the vehicle must be in the umbra.
    max_glint_deg : float or None
        How far the Sun's mirror image may be from the line of sight, if that matters.
    least_duration_s : float
        A view must keep its limits this long.
    """

    name: str
    title: str
    targets: frozenset[str]
    max_off_nadir_deg: float
    least_duration_s: float
    min_sun_deg: float = -90.0
    max_sun_deg: float = 90.0
    needs_dark_cabin: bool = False
    max_glint_deg: float | None = None

    @property
    def is_night(self) -> bool:
        """Whether the target must be dark."""
        return self.max_sun_deg < 0.0


def ground_products(
    targets: tuple[Target, ...], homes: frozenset[str], rules: ViewingRules
) -> Iterator[GroundProduct]:
    """Yield the products for a flight's targets; `homes` are those its guests call home."""
    day = frozenset(t.id for t in targets if t.mode in {"day", "both"}) | homes
    night = frozenset(
        t.id for t in targets if t.mode in {"night", "both"} and t.kind not in _NOT_CITIES
    )
    yield GroundProduct(
        name=names.LANDMARK_BY_DAY,
        title="{} by day",
        targets=day,
        max_off_nadir_deg=rules.day_max_off_nadir_deg,
        least_duration_s=rules.least_duration_s,
        min_sun_deg=rules.day_min_sun_elevation_deg,
    )
    yield GroundProduct(
        name=names.SUNGLINT,
        title="Sunglint at {}",
        targets=frozenset(t.id for t in targets if t.kind in WATER_KINDS),
        max_off_nadir_deg=rules.day_max_off_nadir_deg,
        least_duration_s=rules.glint_least_duration_s,
        min_sun_deg=rules.day_min_sun_elevation_deg,
        max_glint_deg=rules.glint_max_deg,
    )
    yield GroundProduct(
        name=names.CITY_LIGHTS,
        title="{} by night",
        targets=night | homes,
        max_off_nadir_deg=rules.night_max_off_nadir_deg,
        least_duration_s=rules.least_duration_s,
        max_sun_deg=rules.night_max_sun_elevation_deg,
        needs_dark_cabin=rules.night_needs_dark_cabin,
    )


def name_and_title(
    product: GroundProduct,
    target: Target,
    homes: frozenset[str],
    rules: ViewingRules,
    angles_deg: tuple[float, float, float],
) -> tuple[str, str]:
    """Return what a view is called: a special case goes by its own name.

    Parameters
    ----------
    angles_deg : tuple of 3 floats
        Off-nadir, the Sun's elevation and the glint angle at the peak.
    """
    off_nadir_deg, sun_deg, glint_deg = angles_deg
    title = product.title.format(target.name)
    if product.name == names.SUNGLINT:
        return product.name, title
    if target.id in homes:
        return names.HOME_TOWN, f"{title}: a guest's home"
    if product.is_night:
        return product.name, title
    low, high = rules.relief_best_sun_deg
    is_near = off_nadir_deg <= rules.good_off_nadir_deg
    if target.kind in RELIEF_KINDS and low <= sun_deg <= high and is_near:
        return names.BEST_LIGHT, f"{target.name} in its best light"
    is_lit = sun_deg >= rules.day_good_sun_elevation_deg
    if target.kind in REEF_KINDS and is_lit and glint_deg >= rules.reef_min_glint_deg:
        return names.REEF_COLOURS, f"{target.name}: colours of the reef"
    return product.name, title
