"""Draw what faults do: one picture each, from a simulation with the fault after ten minutes.

Usage: python scripts/fault_plots.py --output docs/faults [F01 F12 ...]
"""

import argparse
import os
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pyqtgraph
from PySide6.QtWidgets import QApplication

from simulator.agenda import InjectFault
from simulator.library import Library
from simulator.scenario import Scenario
from simulator.scenario_tables import Planned
from simulator.simulation import Simulation
from telemetry.dictionary import MissionDatabase
from telemetry.mission import load_mission, read_configuration

BEGINS_S = 600.0
# Hours to fly, and what to draw, one curve chart each.
PICTURES = {
    "F01": (1.2, ("ARS_FLOW_CHX", "CAB_PPCO2_Z2", "CAB_RH_Z2", "CAB_T_Z2")),
    "F02": (4.0, ("ARS_BED_A_VAC", "ARS_CO2_EFF", "CAB_PPCO2_Z2", "CAB_PPCO2_1H")),
    "F06": (1.2, ("CAB_PPCO2_Z3", "CAB_PPCO2_Z2", "CAB_T_Z3", "HSP_DOME_N")),
    "F08": (3.0, ("PCS_O2_FLOW", "CAB_PPO2", "CAB_FO2", "CAB_P_TOT")),
    "F11": (3.0, ("CAB_P_TOT", "CAB_DPDT", "PCS_N2_FLOW", "CAB_DPDT_SLOW")),
    "F12": (1.0, ("CAB_P_TOT", "CAB_DPDT", "DRV_T_RES", "PCS_N2_FLOW")),
    "F17": (1.5, ("ARS_CHX_T_AIR", "CAB_RH_Z2", "CAB_T_DEW", "ARS_COND_RATE")),
    "F21": (2.0, ("TCS_A_ACC", "TCS_A_DP", "TCS_A_FLOW", "TCS_CP_2_T")),
    "F24": (0.7, ("FDS_SMK_3", "CAB_CO", "CAB_PPO2", "CAB_T_Z2")),
    "F55": (0.7, ("EPS_BUS_28A_V", "ARS_FAN_A_RPM", "TCS_A_FLOW", "CAB_PPCO2_Z2")),
}


def flown(fault: str, hours: float) -> tuple[Simulation, dict[str, tuple[np.ndarray, np.ndarray]]]:
    """Return minutes and values of every parameter of a flight with one fault."""
    mission = load_mission(read_configuration("meridian-1"))
    events = (Planned(BEGINS_S, InjectFault(fault=fault)),)
    simulation = Simulation(
        mission, Scenario(events=events), Library.shipped(), source="simulator/plot", seed=1
    )
    parts: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for frame, _ in simulation.advance_to(round(hours * 36_000)):
        packet = mission.database.packet_by_name[frame.packet]
        start_ns = frame.generated_ns - simulation.start_ns
        minutes = (start_ns + np.arange(frame.rows) * packet.period_ns) / 60e9
        for column, parameter in enumerate(packet.parameters):
            parts.setdefault(parameter.id, []).append((minutes, frame.values[:, column]))
    return simulation, {
        name: (np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found]))
        for name, found in parts.items()
    }


def draw(fault: str, hours: float, names: tuple[str, ...], path: Path) -> None:
    """Write one picture with a chart per parameter and its limits."""
    simulation, series = flown(fault, hours)
    name = simulation.library.faults[fault].name
    widget = pyqtgraph.GraphicsLayoutWidget(size=(1000, 900))
    widget.setBackground("w")
    widget.addLabel(f"{fault} {name}, after 10 min", row=0, col=0, color="k", size="14pt")
    for row, parameter in enumerate(names, start=1):
        chart = widget.addPlot(row=row, col=0)
        _limits(chart, simulation.mission.database, parameter, series[parameter][1])
        chart.plot(*series[parameter], pen=pyqtgraph.mkPen("#1f4e8c", width=1.5))
        chart.addLine(
            x=BEGINS_S / 60.0, pen=pyqtgraph.mkPen("#888", style=pyqtgraph.QtCore.Qt.DashLine)
        )
        unit = simulation.mission.database.parameters[parameter].unit
        chart.setLabel("left", f"{parameter}<br>{unit}", color="k")
        chart.showGrid(x=True, y=True, alpha=0.25)
        if row == len(names):
            chart.setLabel("bottom", "minutes", color="k")
    QApplication.processEvents()
    widget.grab().save(str(path))


def _limits(
    chart: pyqtgraph.PlotItem, database: MissionDatabase, parameter: str, values: np.ndarray
) -> None:
    low, high = np.nanmin(values), np.nanmax(values)
    reach = 0.5 * (high - low) + 1e-9
    for limit in database.parameters[parameter].limits:
        if low - reach <= limit.threshold <= high + reach:
            colour = {1: "#4aa3df", 2: "#e0b000", 3: "#d04020", 4: "#a000a0"}[limit.severity]
            chart.addLine(y=limit.threshold, pen=pyqtgraph.mkPen(colour, width=1))


def main() -> None:
    """Parse the options and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("faults", nargs="*", help=f"of {' '.join(PICTURES)}; all unless given")
    options = parser.parse_args()
    unknown = set(options.faults) - set(PICTURES)
    if unknown:
        parser.error(f"no picture is planned of {', '.join(sorted(unknown))}")
    application = QApplication([])
    options.output.mkdir(parents=True, exist_ok=True)
    for fault in options.faults or PICTURES:
        hours, names = PICTURES[fault]
        draw(fault, hours, names, options.output / f"{fault}.png")
        print(options.output / f"{fault}.png")
    application.quit()


if __name__ == "__main__":
    main()
