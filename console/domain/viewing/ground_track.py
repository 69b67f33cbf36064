"""Where the vehicle's track runs over the ground, for a world map."""

from telemetry.elements import propagate_teme
from telemetry.geodesy import Array, Instants, geodetic_from_itrf, turned_to_itrf
from telemetry.mission import Mission


def ground_track(mission: Mission, times_ns: Instants) -> tuple[Array, Array, Array]:
    """Return latitude_deg, longitude_deg and height_km below the vehicle, shape (n,).

    Raises
    ------
    PropagationError
        If the mission's elements do not carry to one of the instants.
    """
    position_teme_km, _ = propagate_teme(mission.orbit, times_ns)
    return geodetic_from_itrf(turned_to_itrf(position_teme_km, times_ns))
