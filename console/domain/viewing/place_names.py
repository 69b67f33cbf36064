"""Words for a point of the Earth: near a known place, or its latitude and longitude."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from telemetry.geodesy import EARTH_RADIUS_EQUATORIAL_KM, Array, itrf_from_geodetic, unit
from telemetry.mission import Target

# Places further away than this do not lend their name.
_NEAR_KM: Final = 800.0


def place_names(latitude_deg: Array, longitude_deg: Array, targets: Sequence[Target]) -> list[str]:
    """Return words such as ``near Atacama`` or ``at 43° S 54° W`` for points, shape (n,)."""
    points = unit(itrf_from_geodetic(latitude_deg, longitude_deg))
    known = unit(
        itrf_from_geodetic(
            [target.latitude_deg for target in targets],
            [target.longitude_deg for target in targets],
        )
    )
    cosine = np.einsum("ei,ti->et", points, known)
    cosine[cosine < np.cos(_NEAR_KM / EARTH_RADIUS_EQUATORIAL_KM)] = -1.0
    words = []
    for i, row in enumerate(cosine):
        if (row > -1.0).any():
            words.append(f"near {targets[int(row.argmax())].name}")
        else:
            north = "N" if latitude_deg[i] >= 0 else "S"
            east = "E" if longitude_deg[i] >= 0 else "W"
            words.append(
                f"at {abs(latitude_deg[i]):.0f}° {north} {abs(longitude_deg[i]):.0f}° {east}"
            )
    return words
