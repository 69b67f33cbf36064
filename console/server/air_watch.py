"""The server's own eye on the cabin air, for checking plans."""

from console.domain.forecast import fitted
from console.domain.forecast_air import FittedAir, fitted_air
from console.domain.forecast_bins import BIN_NS, TelemetryBins
from console.domain.planning.question import zones_for_the_view
from telemetry.mission import Mission
from telemetry.wire import Frame


class AirWatch:
    """Remembers the last half hour and fits the cabin when a plan asks for it."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._bins = TelemetryBins(mission.database)
        self._bin = -1
        self._fitted: FittedAir | None = None

    def take(self, frame: Frame) -> None:
        """Add a frame."""
        self._bins.take(frame)

    def fitted(self, now_ns: int) -> FittedAir | None:
        """Return the air as it is forecast, None while it cannot be; new with every bin."""
        if now_ns // BIN_NS != self._bin:
            self._bin = now_ns // BIN_NS
            found = fitted(self._bins.window(), self._mission, now_ns)
            zones = zones_for_the_view(self._mission)
            self._fitted = fitted_air(found, self._mission, zones)
        return self._fitted
