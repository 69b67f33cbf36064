"""What goes into and out of the air besides people and machinery: parameters, holes, sources."""

from dataclasses import dataclass, field
from typing import Final

from simulator.cabin import ZONE_COUNT
from simulator.gases import COLUMN_COUNT
from simulator.metabolism import EDITIONS, GAS_LAG_S, SWEAT_LAG_S, MetabolicRows
from simulator.places import held
from simulator.quantity import quantity

# Zones the holes of `AirState` are in: the hatch seal, the drill's and the meteoroid's come last.
HOLE_ZONES: Final = (0, 1, 2, 3, 1, 1, 1)


@dataclass(frozen=True, kw_only=True)
class AirParameters:
    """What goes into the air besides people, and how the air is kept clean of traces."""

    metabolic_table: str = quantity("2014", "-", "edition of the metabolic table", choices=EDITIONS)
    equipment_heat_w: float = quantity(300.0, "W", "equipment cooled by cabin air", low=0, high=1e5)
    heat_follows_load: bool = quantity(
        True, "-", "whether that heat goes with the electrical load (1200 W: all of it)"
    )
    metabolic_rows: MetabolicRows = field(default_factory=MetabolicRows)
    people_lag: bool = quantity(True, "-", "whether bodies lag behind their activity")
    gas_lag_s: float = quantity(
        GAS_LAG_S, "s", "time constant of breathing (assumption)", low=1, high=1e5
    )
    sweat_lag_s: float = quantity(
        SWEAT_LAG_S, "s", "time constant of sweat and heat (assumption)", low=1, high=1e5
    )
    trace_removal_m3_per_h: float = quantity(
        12.0,
        "m³/h",
        "charcoal and catalyst, flow × efficiency, at full ventilation",
        low=0,
        high=1e3,
    )
    dust_mg_per_h: float = quantity(
        1.2, "mg/h", "fine lint and skin per person (assumption)", low=0, high=1e3
    )
    filter_efficiency: float = quantity(
        0.09, "-", "of the inlet filter for fine dust and smoke", low=0, high=1
    )
    source_g_per_min: tuple[float, ...] = quantity(
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        "g/min",
        "constant sources of O2, N2, CO2, H2O, CO, NH3 into the source zone",
        low=-1e4,
        high=1e4,
    )
    source_zone: int = quantity(2, "-", "zone of the constant sources, 1 to 4", low=1, high=4)


@dataclass(kw_only=True)
class AirState:
    """Disturbances of the air.

    Parameters
    ----------
    hole_mm : list of float
        Diameters of holes to vacuum: one to drill in each zone, then the catalogue's three.
    patched_share, patched_mm : list of float
        Share of each hole's area that is patched, and how wide the hole was that the patch is for.
    """

    hole_mm: list[float] = held([0.0] * len(HOLE_ZONES), "mm", 0, 50)
    patched_share: list[float] = field(default_factory=lambda: [0.0] * len(HOLE_ZONES))
    patched_mm: list[float] = field(default_factory=lambda: [0.0] * len(HOLE_ZONES))
    injected_g_per_s: list[float] = held([0.0] * COLUMN_COUNT, "g/s", 0, 2000)
    injected_zone: int = held(1, "index", 0, 3)
    extra_heat_w: list[float] = held([0.0] * ZONE_COUNT, "W", -1e5, 1e6)
    equipment_share: float = 1.0
    smoke_at_detectors_mg_per_m3: list[float] = field(default_factory=lambda: [0.0] * 3)

    def lose_stale_patches(self) -> None:
        """Let go of patches whose hole is closed or another one by now."""
        for hole, diameter_mm in enumerate(self.hole_mm):
            if diameter_mm != self.patched_mm[hole]:
                self.patched_share[hole], self.patched_mm[hole] = 0.0, diameter_mm

    def patch(self, share: float) -> str | None:
        """Close a share of the hole that leaks most; return why not, if none leaks."""
        self.lose_stale_patches()
        open_mm2 = self.open_mm2()
        worst = max(range(len(open_mm2)), key=open_mm2.__getitem__)
        if open_mm2[worst] <= 0.0:
            return "there is no open hole to patch"
        self.patched_share[worst] = share
        return None

    def open_mm2(self) -> list[float]:
        """Return the square of the diameter that is left open of each hole."""
        return [
            diameter_mm**2 * (1.0 - share)
            for diameter_mm, share in zip(self.hole_mm, self.patched_share, strict=True)
        ]
