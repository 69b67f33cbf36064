"""Answers questions about what was recorded."""

from typing import Protocol

import numpy as np

from console.domain.roles import Role
from console.protocol import COLUMNS_MAX, AskHistory, Complaint, History
from telemetry.dictionary import MissionDatabase
from telemetry.levels import MinMax
from telemetry.store import StoreError


class Columns(Protocol):
    """What was recorded, or as much of it as may be told."""

    def columns(self, parameter: str, from_ns: int, to_ns: int, columns: int) -> MinMax:
        """Return least and greatest values as `MissionFile.columns` does."""
        ...


def answer_history(
    asked: AskHistory, role: Role, file: Columns, database: MissionDatabase
) -> History | Complaint:
    """Return the recorded minima and maxima, or why they are not to be had."""
    place = database.place.get(asked.parameter)
    if place is None:
        return Complaint(reason=f"There is no parameter '{asked.parameter}'.")
    if place[0].is_medical and not role.may_see_medical:
        return Complaint(reason="Medical values are not for this seat.")
    if asked.to_ns <= asked.from_ns or not 0 < asked.columns <= COLUMNS_MAX:
        return Complaint(reason=f"History wants a span and 1 to {COLUMNS_MAX} columns.")
    try:
        recorded = file.columns(asked.parameter, asked.from_ns, asked.to_ns, asked.columns)
    except StoreError as error:
        return Complaint(reason=f"The record cannot be read: {error}")
    return History(
        parameter=asked.parameter,
        from_ns=asked.from_ns,
        to_ns=asked.to_ns,
        width_ns=recorded.width_ns,
        times_ns=np.ascontiguousarray(recorded.times_ns, dtype="<i8").tobytes(),
        low=np.ascontiguousarray(recorded.low, dtype="<f8").tobytes(),
        high=np.ascontiguousarray(recorded.high, dtype="<f8").tobytes(),
    )
