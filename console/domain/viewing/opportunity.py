"""One thing worth looking at, through one cabin window, at one time."""

from dataclasses import dataclass

from telemetry.timebase import NS_PER_S, utc_text

LANDMARK_BY_DAY = "landmark by day"
BEST_LIGHT = "best light"
REEF_COLOURS = "reef colours"
SUNGLINT = "sunglint"
CITY_LIGHTS = "city lights"
HOME_TOWN = "home town"
SUNRISE = "sunrise"
SUNSET = "sunset"
MOONRISE = "moonrise"
MOONSET = "moonset"
AURORA = "aurora"
MILKY_WAY = "Milky Way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """Something to see; it includes its start and excludes its end.

    Parameters
    ----------
    id : str
        The same wherever it is computed: product, target, pane and peak to the second.
    product : str
        One of `telemetry.mission_model.PRODUCTS`.
    target : str
        Id of the target; ``"sun"``, ``"moon"``, ``"aurora"`` or ``"galaxy"`` for the sky.
    title : str
        For people, for example ``"Great Barrier Reef by day"``.
    pane : str
        Id of the cabin window.
    start_ns, peak_ns, end_ns : int
        UTC nanoseconds since 1970. The peak is the nearest approach, or the first or last of
        the Sun.
    off_nadir_deg, elevation_deg, sun_elevation_deg : float
        At the peak: how far from straight down the guest looks; how high the vehicle stands
        above the target's horizon; how high the Sun does. For sunrise, sunset, moonrise and
        moonset the target is the point of the Earth's limb below the body.
    off_boresight_deg : float
        At the peak: how far from the middle of the pane.
    quality : int
        0 to 100.
    reasons : tuple of str
        Why the quality is what it is, the weightiest first.
    """

    id: str
    product: str
    target: str
    title: str
    pane: str
    start_ns: int
    peak_ns: int
    end_ns: int
    off_nadir_deg: float
    elevation_deg: float
    sun_elevation_deg: float
    off_boresight_deg: float
    quality: int
    reasons: tuple[str, ...]

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return (self.end_ns - self.start_ns) / NS_PER_S


def opportunity_id(product: str, target: str, pane: str, peak_ns: int) -> str:
    """Return the id, for example ``landmark-by-day/uluru/dome/2021-09-17T14:15:03Z``."""
    nearest_second_ns = round(peak_ns / NS_PER_S) * NS_PER_S
    return f"{product.replace(' ', '-')}/{target}/{pane}/{utc_text(nearest_second_ns)}"
