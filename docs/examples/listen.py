"""Print telemetry and decisions of a running mission: python listen.py tcp://127.0.0.1:7700."""

import sys

import msgpack
import numpy
import zmq

host, port = sys.argv[1].rsplit(":", 1)
context = zmq.Context()
asking, hearing = context.socket(zmq.DEALER), context.socket(zmq.SUB)
asking.connect(f"{host}:{port}")
hearing.connect(f"{host}:{int(port) + 1}")
for topic in (b"f/", b"clock", b"fact"):
    hearing.subscribe(topic)

asking.send(msgpack.packb({"type": "Hello", "version": 1, "role": "observer", "name": "listen"}))
print("mission", msgpack.unpackb(asking.recv())["mission"], flush=True)

while True:
    topic, payload = hearing.recv_multipart()
    message = msgpack.unpackb(payload)
    if topic == b"fact":
        for entry in message["entries"]:
            print("fact", entry["sequence"], entry["by"], entry["fact"], flush=True)
    elif topic == b"clock":
        _version, source, kind, mission_ns, rate = message
        print("clock", kind, mission_ns / 1e9, rate, flush=True)
    else:
        _version, source, packet, sequence, generated_ns, rows, columns, blob = message
        values = numpy.frombuffer(blob, "<f8").reshape(rows, columns)
        print("frame", packet, sequence, generated_ns / 1e9, values[-1, 0], flush=True)
