"""Attitudes as quaternions: what each mode points where, slews between modes, small errors.

Scalar first; a quaternion turns a vector given in TEME into the body frame (x nose, y starboard,
z down when flying level).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.attitude import SLEW_S, AttitudeMode
from simulator.surroundings import Surroundings
from telemetry.attitude import body_axes, lvlh_axes

Array = NDArray[np.float64]
ASTRONOMICAL_UNIT_KM: Final = 149_597_870.7
# How a mode points when no plan says: safe mode turns to the Sun, burns and entry go tail first.
_POINTS_LIKE: Final = {
    AttitudeMode.SAFE: AttitudeMode.SUN_POINT,
    AttitudeMode.VIEW_TARGET: AttitudeMode.VIEW_NADIR,
}
_TAIL_FIRST: Final = (AttitudeMode.BURN, AttitudeMode.ENTRY)
_HALF_TURN: Final = np.array([[-1.0], [-1.0], [1.0]])


def attitude_quaternions(
    chunk: Surroundings,
    part: slice,
    mode: Array,
    previous: Array,
    slewing_s: Array,
    error_deg: Array,
) -> Array:
    """Return the true attitude of rows `part` of a chunk, shape (n, 4).

    Parameters
    ----------
    mode, previous, slewing_s : ndarray, shape (n,)
        Commanded mode, the one before, and the time since the change.
    error_deg : ndarray, shape (n, 3)
        Small turns about the body axes.
    """
    target = _target(chunk, part, mode)
    is_slewing = slewing_s < SLEW_S
    if is_slewing.any():
        start = _target(chunk, part, previous)
        share = np.clip(slewing_s / SLEW_S, 0.0, 1.0)
        eased = (share * share * (3.0 - 2.0 * share))[:, None]
        same = np.where((start * target).sum(axis=1, keepdims=True) < 0.0, -1.0, 1.0)
        blended = start * same * (1.0 - eased) + target * eased
        target = blended / np.linalg.norm(blended, axis=1, keepdims=True)
    half = np.radians(error_deg) / 2.0
    small = np.concatenate((np.ones((len(half), 1)), half), axis=1)
    turned = _product(small / np.linalg.norm(small, axis=1, keepdims=True), target)
    return np.asarray(turned * np.where(turned[:, :1] < 0.0, -1.0, 1.0))


def _target(chunk: Surroundings, part: slice, mode: Array) -> Array:
    position, velocity = chunk.position_teme_km[part], chunk.velocity_teme_km_s[part]
    axes = np.empty((len(mode), 3, 3))
    for number in np.unique(mode):
        rows = mode == number
        named = AttitudeMode(int(number))
        wanted = body_axes(
            _POINTS_LIKE.get(named, named).name,
            position[rows],
            velocity[rows],
            chunk.sun_teme[part][rows] * ASTRONOMICAL_UNIT_KM,
        )
        if wanted is None:
            wanted = lvlh_axes(position[rows], velocity[rows])
            if named in _TAIL_FIRST:
                wanted = wanted * _HALF_TURN
        axes[rows] = wanted
    return quaternions_of(axes)


def _product(left: Array, right: Array) -> Array:
    """Return the quaternion that turns first by `right`, then by `left`."""
    w1, x1, y1, z1 = left.T
    w2, x2, y2, z2 = right.T
    return np.stack(
        (
            w2 * w1 - x2 * x1 - y2 * y1 - z2 * z1,
            w2 * x1 + x2 * w1 + y2 * z1 - z2 * y1,
            w2 * y1 - x2 * z1 + y2 * w1 + z2 * x1,
            w2 * z1 + x2 * y1 - y2 * x1 + z2 * w1,
        ),
        axis=1,
    )


def quaternions_of(matrices: Array) -> Array:
    """Return unit quaternions, scalar first and not negative, of frame rotations (n, 3, 3).

    Source: Shepperd 1978, choosing the largest component.
    """
    m = matrices
    diagonal = np.stack((m[:, 0, 0], m[:, 1, 1], m[:, 2, 2]), axis=1)
    trace = diagonal.sum(axis=1, keepdims=True)
    squares = np.concatenate((1.0 + trace, 1.0 + 2.0 * diagonal - trace), axis=1)
    products = np.empty((len(m), 4, 4))
    for index in range(4):
        products[:, index, index] = squares[:, index]
    # A frame rotation has the off-diagonal differences of the transposed vector rotation.
    products[:, 0, 1] = products[:, 1, 0] = m[:, 1, 2] - m[:, 2, 1]
    products[:, 0, 2] = products[:, 2, 0] = m[:, 2, 0] - m[:, 0, 2]
    products[:, 0, 3] = products[:, 3, 0] = m[:, 0, 1] - m[:, 1, 0]
    products[:, 1, 2] = products[:, 2, 1] = m[:, 0, 1] + m[:, 1, 0]
    products[:, 1, 3] = products[:, 3, 1] = m[:, 0, 2] + m[:, 2, 0]
    products[:, 2, 3] = products[:, 3, 2] = m[:, 1, 2] + m[:, 2, 1]
    chosen = products[np.arange(len(m)), squares.argmax(axis=1)]
    quaternion = chosen / np.linalg.norm(chosen, axis=1, keepdims=True)
    return np.asarray(quaternion * np.where(quaternion[:, :1] < 0.0, -1.0, 1.0))
