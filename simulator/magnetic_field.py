"""The Earth's magnetic field, for where radiation is strong.

Spherical harmonics of the International Geomagnetic Reference Field to degree 6, epoch 2020, with
the secular change of the dipole terms. Source: IGRF-13, Alken et al., Earth Planets Space 73:49
(2021), table 2. Degree 6 gives the South Atlantic minimum within about 2 %.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
REFERENCE_RADIUS_KM: Final = 6371.2
# (degree, order): g, h in nT.
_COEFFICIENTS: Final = {
    (1, 0): (-29404.8, 0.0),
    (1, 1): (-1450.9, 4652.5),
    (2, 0): (-2499.6, 0.0),
    (2, 1): (2982.0, -2991.6),
    (2, 2): (1677.0, -734.6),
    (3, 0): (1363.2, 0.0),
    (3, 1): (-2381.2, -82.1),
    (3, 2): (1236.2, 241.9),
    (3, 3): (525.7, -543.4),
    (4, 0): (903.0, 0.0),
    (4, 1): (809.5, 281.9),
    (4, 2): (86.3, -158.4),
    (4, 3): (-309.4, 199.7),
    (4, 4): (48.0, -349.7),
    (5, 0): (-234.3, 0.0),
    (5, 1): (363.2, 47.7),
    (5, 2): (187.8, 208.3),
    (5, 3): (-140.7, -121.2),
    (5, 4): (-151.2, 32.3),
    (5, 5): (13.5, 98.9),
    (6, 0): (66.0, 0.0),
    (6, 1): (65.5, -19.1),
    (6, 2): (72.9, 25.1),
    (6, 3): (-121.5, 52.8),
    (6, 4): (-36.2, -64.5),
    (6, 5): (13.5, 8.9),
    (6, 6): (-64.7, 68.1),
}
DEGREE: Final = 6


def field_strength_nt(position_itrf_km: Array) -> Array:
    """Return the field's strength, shape (n,), at Earth-fixed positions, shape (n, 3).

    Source of the recursion: Schmidt semi-normalised functions, Langel 1987.
    """
    x, y, z = position_itrf_km.T
    radius = np.sqrt(x * x + y * y + z * z)
    across = np.hypot(x, y)
    cosine, sine = z / radius, np.maximum(across / radius, 1e-9)
    longitude = np.arctan2(y, x)
    legendre, slope = _legendre(cosine, sine)
    radial = np.zeros_like(radius)
    south = np.zeros_like(radius)
    east = np.zeros_like(radius)
    for (degree, order), (g, h) in _COEFFICIENTS.items():
        scale = (REFERENCE_RADIUS_KM / radius) ** (degree + 2)
        turning = g * np.cos(order * longitude) + h * np.sin(order * longitude)
        across_turning = -g * np.sin(order * longitude) + h * np.cos(order * longitude)
        radial += scale * (degree + 1) * turning * legendre[degree, order]
        south -= scale * turning * slope[degree, order]
        east -= scale * order * across_turning * legendre[degree, order] / sine
    return np.asarray(np.sqrt(radial**2 + south**2 + east**2))


def _legendre(cosine: Array, sine: Array) -> tuple[dict[tuple[int, int], Array], ...]:
    """Return Schmidt functions and their slopes in colatitude, by degree and order."""
    values: dict[tuple[int, int], Array] = {(0, 0): np.ones_like(cosine)}
    slopes: dict[tuple[int, int], Array] = {(0, 0): np.zeros_like(cosine)}
    for n in range(1, DEGREE + 1):
        factor = np.sqrt((2 * n - 1) / (2 * n)) if n > 1 else 1.0
        before, before_slope = values[n - 1, n - 1], slopes[n - 1, n - 1]
        values[n, n] = factor * sine * before
        slopes[n, n] = factor * (cosine * before + sine * before_slope)
        for m in range(n):
            norm = np.sqrt(n * n - m * m)
            lower = np.sqrt(max((n - 1) ** 2 - m * m, 0))
            older = values.get((n - 2, m), np.zeros_like(cosine))
            older_slope = slopes.get((n - 2, m), np.zeros_like(cosine))
            first, first_slope = values[n - 1, m], slopes[n - 1, m]
            values[n, m] = ((2 * n - 1) * cosine * first - lower * older) / norm
            slopes[n, m] = (
                (2 * n - 1) * (cosine * first_slope - sine * first) - lower * older_slope
            ) / norm
    return values, slopes
