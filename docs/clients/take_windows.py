"""Takes a socket from "handoff give --pid PID --to file:PATH".  py take_windows.py PATH prints the PID to give to."""
import os
import socket
import struct
import sys
import time

path = sys.argv[1]
print("process", os.getpid(), "waits", flush=True)
while not os.path.exists(path):
    time.sleep(0.05)
with open(path, "rb") as file:
    frame = file.read()
if len(frame) != 644 or struct.unpack_from("<8sII", frame) != (b"HANDOFF1", os.getpid(), 628):
    sys.exit("no frame for this process")
with socket.fromshare(frame[16:]) as s:
    os.remove(path)
    s.sendall(b"hello from my process")
