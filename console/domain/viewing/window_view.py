"""What a cabin window looks at: directions in the vehicle's frame under the planned attitude."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.ephemeris import Ephemeris
from telemetry.attitude import body_axes
from telemetry.geodesy import Array, dot, unit
from telemetry.mission import AttitudeSegment, Pane

_NEVER_DEG: Final = -90.0
_ROOF_COSINE: Final = 0.9


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


class PaneSet:
    """The cabin's windows as arrays, so that all are judged at once."""

    def __init__(self, panes: Sequence[Pane]) -> None:
        self.panes = tuple(panes)
        self._boresight_body = np.array([pane.boresight_body for pane in panes]).reshape(-1, 3)
        self._half_angle_deg = np.array([pane.half_angle_deg for pane in panes])

    def off_boresight_deg(self, axes: Array, sight_itrf: Array, pane: NDArray[np.intp]) -> Array:
        """Return the angle between a sight line and the middle of a pane, shape (n,).

        NaN where the attitude is unknown.

        Parameters
        ----------
        axes : ndarray of float64, shape (n, 3, 3)
            From `body_axes_at`.
        sight_itrf : ndarray of float64, shape (n, 3)
            From the vehicle to what is looked at, Earth-fixed, of any length.
        pane : ndarray of int, shape (n,)
            Which pane each lane looks through.
        """
        boresight_itrf = np.einsum("nij,ni->nj", axes, self._boresight_body[pane])
        cosine = np.clip(dot(boresight_itrf, unit(sight_itrf)), -1.0, 1.0)
        return np.degrees(np.arccos(cosine))

    def inside_deg(self, axes: Array, sight_itrf: Array, pane: NDArray[np.intp]) -> Array:
        """Return how far within its pane's cone a sight line is; negative is outside.

        Parameters are those of `off_boresight_deg`; an unknown attitude is far outside.
        """
        away = self.off_boresight_deg(axes, sight_itrf, pane)
        return np.nan_to_num(self._half_angle_deg[pane] - away, nan=_NEVER_DEG)

    def inside_every_deg(self, axes: Array, sight_itrf: Array) -> Array:
        """Return how far within each pane's cone every sight line is, shape (panes, n)."""
        sight_body = np.einsum("nij,nj->ni", axes, unit(sight_itrf))
        cosine = np.clip(np.einsum("pi,ni->pn", self._boresight_body, sight_body), -1.0, 1.0)
        inside = self._half_angle_deg[:, None] - np.degrees(np.arccos(cosine))
        return np.asarray(np.nan_to_num(inside, nan=_NEVER_DEG))


def pane_frame(pane: Pane) -> Array:
    """Return right, up and out of a pane as a guest sees them, in the body's axes, shape (3, 3).

    Up is towards the roof; at a pane that looks through the roof, towards the nose.
    """
    out = np.array(pane.boresight_body)
    roof, nose = np.array([0.0, 0.0, -1.0]), np.array([1.0, 0.0, 0.0])
    toward = roof if abs(out @ roof) < _ROOF_COSINE else nose
    up = unit(toward - (toward @ out) * out)
    return np.stack((np.cross(out, up), up, out))


def place_in_pane_deg(axes: Array, sight_itrf: Array, pane: Pane) -> tuple[Array, Array]:
    """Return where in a pane a sight line falls: right and up of its middle, shape (n,) each.

    Both together are as long as the angle from the middle, whatever its direction.

    Parameters
    ----------
    axes : ndarray of float64, shape (n, 3, 3)
        From `body_axes_at`; where it is NaN so is the result.
    sight_itrf : ndarray of float64, shape (n, 3)
    """
    in_body = np.einsum("nij,nj->ni", axes, unit(sight_itrf))
    right, up, out = np.einsum("ij,nj->in", pane_frame(pane), in_body)
    sideways = np.hypot(right, up)
    away_deg = np.degrees(np.arctan2(sideways, out))
    scale = away_deg / np.maximum(sideways, 1e-12)
    return right * scale, up * scale
