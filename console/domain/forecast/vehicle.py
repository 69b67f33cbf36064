"""What the forecast knows of the vehicle: its sensors, how the air is ducted, set points.

All figures are assumptions of the vehicle's own model; what can be learnt from the telemetry is
learnt from it (`forecast.fit`) and these are only where that begins.
"""

from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.cabin import Array, CabinParameters, zone_volumes_m3

CABIN: Final = CabinParameters()
VOLUMES_M3: Final[Array] = zone_volumes_m3(CABIN)
VOLUME_M3: Final = float(VOLUMES_M3.sum())
SHARES: Final[Array] = VOLUMES_M3 / VOLUME_M3
ZONE_COUNT: Final = len(VOLUMES_M3)
SEATING_BAY: Final = 1
DOME: Final = 2

CO2: Final = ("CAB_PPCO2_Z1", "CAB_PPCO2_Z2", "CAB_PPCO2_Z3", "CAB_PPCO2_Z4")
CO2_AVERAGE: Final = "CAB_PPCO2_1H"  # of the zones, over an hour
TEMPERATURE: Final = ("CAB_T_Z1", "CAB_T_Z2", "CAB_T_Z3", "CAB_T_Z4")
HUMIDITY: Final = ("CAB_RH_Z1", "CAB_RH_Z2")  # the other two zones have no sensor
OXYGEN: Final = "CAB_PPO2"
PRESSURE: Final = "CAB_P_TOT"
FORECAST: Final = (*CO2, OXYGEN, PRESSURE, *TEMPERATURE, *HUMIDITY)
TOLD: Final = (*FORECAST, CO2_AVERAGE)
# What the model holds for; what reads beyond is not believed.
HOLDS_BETWEEN: Final = MappingProxyType(
    {
        **dict.fromkeys((*CO2, CO2_AVERAGE), (0.0, 60.0)),
        OXYGEN: (20.0, 350.0),
        PRESSURE: (100.0, 1000.0),
        **dict.fromkeys(TEMPERATURE, (0.0, 50.0)),
        **dict.fromkeys(HUMIDITY, (0.0, 100.0)),
    }
)

SCRUBBER_FLOW: Final = "ARS_FLOW_SCRUB"
COIL_FLOW: Final = "ARS_FLOW_CHX"
EFFICIENCY: Final = "ARS_CO2_EFF"
BED_CYCLE: Final = "ARS_BED_CYCLE"
BED_STATES: Final = ("ARS_BED_A_STATE", "ARS_BED_B_STATE")
BED_VACUUMS: Final = ("ARS_BED_A_VAC", "ARS_BED_B_VAC")
CARTRIDGES: Final = ("ARS_LIOH_1_STATE", "ARS_LIOH_2_STATE")
BYPASS: Final = "ARS_CHX_BYPASS"
COIL: Final = "ARS_CHX_T_AIR"
COOLANT: Final = ("TCS_A_T_IN", "TCS_B_T_IN")
SHELL: Final = "TCS_SHELL_T"
LOAD: Final = "EPS_LOAD"
DOME_COUNT: Final = "HSP_DOME_N"
FEED_FLOWS: Final = ("PCS_O2_FLOW", "PCS_N2_FLOW")
FEED_VALVES: Final = ("PCS_O2_VLV", "PCS_N2_VLV")
CONTROL_MODE: Final = "PCS_MODE"
RELIEF: Final = "PCS_RELIEF"
# How the units are that read the sensors.
UNIT_STATES: Final = ("CDH_RIU1_ST", "CDH_RIU2_ST", "CDH_RIU3_ST")
# Local fan of zones 1, 3 and 4, each between its zone and the seating bay.
STIRRED_ZONES: Final = (0, DOME, 3)
LOCAL_FANS: Final = ("ARS_IMV_2_STATE", "ARS_IMV_3_STATE", "ARS_IMV_4_STATE")
LOCAL_FLOW_M3_PER_H: Final[Array] = np.array([120.0, 100.0, 80.0])
STILL_FLOW_M3_PER_H: Final[Array] = np.array([30.0, 6.0, 7.0])
RUNS: Final = 1.0
# Return and supply of the ducts per zone.
DUCT_SHARES: Final[Array] = np.array([0.25, 0.59, 0.03, 0.13])

FLOWS: Final = (
    SCRUBBER_FLOW,
    COIL_FLOW,
    *FEED_FLOWS,
    RELIEF,
)  # averaged; all else takes the middle value
STATES: Final = (
    *LOCAL_FANS,
    *FEED_VALVES,
    CONTROL_MODE,
    DOME_COUNT,
    *BED_STATES,
    *CARTRIDGES,
)
INPUTS: Final = (
    *FORECAST,
    CO2_AVERAGE,
    *FLOWS,
    EFFICIENCY,
    BED_CYCLE,
    *BED_VACUUMS,
    BYPASS,
    COIL,
    *COOLANT,
    SHELL,
    LOAD,
    *STATES,
)
# What each forecast cannot do without, besides its own sensor.
NEEDED: Final = MappingProxyType(
    {
        **dict.fromkeys(CO2, (SCRUBBER_FLOW, EFFICIENCY)),
        CO2_AVERAGE: (*CO2, SCRUBBER_FLOW, EFFICIENCY),
        **dict.fromkeys((OXYGEN, PRESSURE), FEED_FLOWS),
        **dict.fromkeys((*TEMPERATURE, *HUMIDITY), (COIL_FLOW, BYPASS, COIL)),
    }
)

# Hysteresis of the pressure control: feeds open below, close above, at these rates.
FEED_ON_MMHG: Final = (155.0, 755.0)  # O2 on its partial, N2 on the total pressure
FEED_OFF_MMHG: Final = (162.0, 762.0)
FEED_KG_PER_H: Final = (1.5, 3.0)
VALVE_OPEN: Final = 1.0
VALVE_STUCK: Final = 3.0
MODE_AUTO: Final = 1.0
RELIEF_CRACKS_MMHG: Final = 785.0
RELIEF_FULL_MMHG: Final = 5.0  # above cracking
RELIEF_SHUTS_MMHG: Final = 3.0  # below cracking
RELIEF_LEAST: Final = 0.05  # of its opening, once it is open
RELIEF_PER_S: Final = 0.62 * np.pi / 4 * 0.012**2 * 199.3 / VOLUME_M3  # 12 mm, choked, of the air
# The beds: adsorption is efficiency × flow × concentration, the efficiency follows the transfer
# units left as a bed fills; open to vacuum it empties with a time constant.
BED_ADSORBS, BED_DESORBS, BED_ISOLATED = 0.0, 2.0, 3.0
CARTRIDGE_WORKS: Final = (2.0, 3.0)  # in use, or spent and still in the stream
BED_EFFICIENCY: Final = 0.97
BED_TRANSFER_UNITS: Final = 5.0
BED_CAPACITY_KG_PER_MMHG: Final = 0.05
BED_RESIDUE_SHARE: Final = 0.02  # of its capacity at the pressure it is emptied to
BED_EMPTIES_S: Final = 110.0
HALF_CYCLE_S: Final = 800.0  # adsorption and equalisation
LONE_BED_EMPTIES_S: Final = 350.0  # how long a bed that works alone is out of the stream

AIR_J_PER_M3_K: Final = 1.19 * 1005.0
SHELL_ABOVE_COLDEST_K: Final = 2.0  # the sensor sits at the coldest spot of the walls
SHELL_LOSS_W: Final = -230.0
EQUIPMENT_W: Final = 300.0  # at `NOMINAL_LOAD_W`
NOMINAL_LOAD_W: Final = 1200.0
COLDEST_C, HOTTEST_C = -20.0, 80.0  # of air and walls that are run ahead
SET_POINT_C: Final = 22.0
BYPASS_HIGHEST_PCT: Final = 70.0
BYPASS_TRAVEL_PCT_PER_S: Final = 70.0 / 240.0
BYPASS_INTEGRAL: Final = 0.02  # % per K and second
BYPASS_PROPORTIONAL: Final = 6.0  # % per K
BED_WATER_SHARE: Final = 0.05
