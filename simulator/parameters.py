"""Every parameter of every model, by its dotted path."""

from dataclasses import dataclass, field

from simulator.air import AirParameters
from simulator.attitude import AttitudeParameters
from simulator.cabin import CabinParameters
from simulator.co2_removal import Co2RemovalParameters
from simulator.comms import CommsParameters
from simulator.hospitality import HospitalityParameters
from simulator.humidity import HumidityParameters
from simulator.power import PowerParameters
from simulator.pressure_control import PressureControlParameters
from simulator.propulsion import PropulsionParameters
from simulator.radiation import RadiationParameters
from simulator.thermal import ThermalParameters
from simulator.ventilation import VentilationParameters
from simulator.windows import WindowParameters


@dataclass(frozen=True, kw_only=True)
class VehicleParameters:
    """Every parameter of every model, by its dotted path."""

    cabin: CabinParameters = field(default_factory=CabinParameters)
    air: AirParameters = field(default_factory=AirParameters)
    ventilation: VentilationParameters = field(default_factory=VentilationParameters)
    co2_removal: Co2RemovalParameters = field(default_factory=Co2RemovalParameters)
    humidity: HumidityParameters = field(default_factory=HumidityParameters)
    pressure_control: PressureControlParameters = field(default_factory=PressureControlParameters)
    thermal: ThermalParameters = field(default_factory=ThermalParameters)
    power: PowerParameters = field(default_factory=PowerParameters)
    attitude: AttitudeParameters = field(default_factory=AttitudeParameters)
    propulsion: PropulsionParameters = field(default_factory=PropulsionParameters)
    comms: CommsParameters = field(default_factory=CommsParameters)
    radiation: RadiationParameters = field(default_factory=RadiationParameters)
    windows: WindowParameters = field(default_factory=WindowParameters)
    hospitality: HospitalityParameters = field(default_factory=HospitalityParameters)
