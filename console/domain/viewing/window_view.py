"""What a cabin window looks at: directions in the vehicle's frame under the planned attitude."""

from collections.abc import Sequence

import numpy as np

from console.domain.viewing.ephemeris import Ephemeris
from telemetry.attitude import body_axes
from telemetry.geodesy import Array, dot, unit
from telemetry.mission import AttitudeSegment, Pane


def body_axes_at(
    ephemeris: Ephemeris, attitude: Sequence[AttitudeSegment], seconds: Array
) -> Array:
    """Return the body's axes, Earth-fixed, as rows, shape (n, 3, 3).

    NaN where the planned mode does not say how the vehicle is turned: nothing is promised then.
    """
    position, velocity = ephemeris.state(seconds)
    inertial = ephemeris.inertial_velocity(position, velocity)
    sun = ephemeris.sun(seconds)
    instants_ns = ephemeris.instants_ns(seconds)
    starts_ns = np.array([segment.start_ns for segment in attitude[1:]], dtype=np.int64)
    which = np.searchsorted(starts_ns, instants_ns, "right")
    axes = np.full((seconds.size, 3, 3), np.nan)
    for index, segment in enumerate(attitude):
        chosen = which == index
        if not chosen.any():
            continue
        turned = body_axes(segment.mode, position[chosen], inertial[chosen], sun[chosen])
        if turned is not None:
            axes[chosen] = turned
    return axes


def off_boresight_deg(axes: Array, sight_itrf: Array, pane: Pane) -> Array:
    """Return the angle between a sight line and the middle of the pane, shape (n,).

    NaN where the attitude is unknown.

    Parameters
    ----------
    axes : ndarray of float64, shape (n, 3, 3)
        From `body_axes_at`.
    sight_itrf : ndarray of float64, shape (n, 3)
        From the vehicle to what is looked at, Earth-fixed, of any length.
    """
    boresight_itrf = np.einsum("nij,i->nj", axes, np.array(pane.boresight_body))
    cosine = np.clip(dot(boresight_itrf, unit(sight_itrf)), -1.0, 1.0)
    return np.degrees(np.arccos(cosine))
