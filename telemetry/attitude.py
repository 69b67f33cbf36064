"""Where the vehicle's axes point in each attitude mode.

The body frame has x to the nose, y to starboard and z down when flying level and forward.
Positions, velocities and directions may be in any one frame whose axes are used throughout,
as long as the velocity is inertial.
"""

import numpy as np

from telemetry.geodesy import Array, dot, unit


def lvlh_axes(position_km: Array, velocity_inertial_km_s: Array) -> Array:
    """Return the local vertical, local horizontal frame's axes as rows, shape (n, 3, 3).

    x is along the flight, y against the orbit's momentum, z to the Earth's centre.
    """
    down = -unit(position_km)
    right = -unit(np.cross(position_km, velocity_inertial_km_s))
    return np.stack((np.cross(right, down), right, down), axis=1)


def body_axes(
    mode: str, position_km: Array, velocity_inertial_km_s: Array, sun_km: Array
) -> Array | None:
    """Return the body's axes as rows, shape (n, 3, 3), or None where the mode does not say.

    ``LVLH_HOLD`` flies nose forward; ``VIEW_NADIR`` holds the nose to the Earth with the floor
    aft; ``SUN_POINT`` holds the roof to the Sun and the nose as near as may be to the orbit's
    momentum (an assumption). Other modes turn, or point where no plan says.
    """
    forward, right, down = np.moveaxis(lvlh_axes(position_km, velocity_inertial_km_s), 1, 0)
    if mode == "LVLH_HOLD":
        return np.stack((forward, right, down), axis=1)
    if mode == "VIEW_NADIR":
        return np.stack((down, right, -forward), axis=1)
    if mode == "SUN_POINT":
        floor = -unit(sun_km - position_km)
        nose = unit(-right + dot(right, floor)[:, None] * floor)
        return np.stack((nose, np.cross(floor, nose), floor), axis=1)
    return None
