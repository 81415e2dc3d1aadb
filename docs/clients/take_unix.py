"""Takes a socket from "handoff give --to unix:PATH".  python3 take_unix.py PATH"""
import os
import socket
import sys

path = sys.argv[1]
door = socket.socket(socket.AF_UNIX)
door.bind(path)
door.listen(1)
print("process", os.getpid(), "waits", flush=True)
pipe, _ = door.accept()
os.unlink(path)
frame, rights, _, _ = socket.recv_fds(pipe, 8, 1)
if frame != b"HANDOFF1" or len(rights) != 1:
    sys.exit("no frame")
pipe.send(b"K")
with socket.socket(fileno=rights[0]) as s:
    s.sendall(b"hello from my process")
