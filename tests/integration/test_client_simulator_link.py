import zmq
from live_server import wait_until
from simulations import a_simulation

from console.client.simulation_desk import SimulationDesk
from console.client.simulator_link import SimulatorLink
from simulator.control import Control
from simulator.control_socket import ControlSocket
from simulator.pacing import Pacer
from telemetry.wire import SourceKind


def test_a_trainer_breaks_and_mends_a_real_simulation():
    context = zmq.Context()
    simulation = a_simulation()
    socket = ControlSocket("tcp://127.0.0.1:*", context, Control(simulation, Pacer(1.0)))
    link = SimulatorLink(socket.endpoint)
    desk = SimulationDesk(link.ask)
    link.start()

    def serve():
        socket.serve()
        desk.take(link.heard())
        return True

    try:
        wait_until(lambda: serve() and desk.faults and desk.truth, "the catalogue and the truth")
        assert "F01" in {fault.id for fault in desk.faults}
        assert desk.truth["CAB_P_TOT"] > 500
        desk.inject("F01", 1.0, SourceKind.SIMULATION)
        wait_until(lambda: serve() and "F01" in desk.active, "the fault")
        desk.clear("F01", SourceKind.SIMULATION)
        wait_until(lambda: serve() and "F01" not in desk.active, "its end")
        desk.inject("F99", 1.0, SourceKind.SIMULATION)
        wait_until(lambda: serve() and "not done" in desk.note, "the refusal")
    finally:
        link.close()
        socket.close()
        context.term()
