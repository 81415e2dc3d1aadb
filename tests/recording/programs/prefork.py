"""Five workers forked for one listener; each serves one client, many messages. Three programs without sockets run before them,
and the listener is received once without MSG_CMSG_CLOEXEC."""
import os
import socket
import subprocess

WORKERS = 5
MESSAGES = 6

for _ in range(3):
    subprocess.run(["true"], check=True)
listener = socket.create_server(("127.0.0.1", 0), backlog=16)
near, far = socket.socketpair()
socket.send_fds(near, [b"x"], [listener.fileno()])
os.close(socket.recv_fds(far, 1, 1)[1][0])
near.close()
far.close()
for _ in range(WORKERS):
    if os.fork() == 0:
        client, _ = listener.accept()
        listener.close()
        while message := client.recv(64):
            client.sendall(message)
        client.close()
        os._exit(0)
for _ in range(WORKERS):
    with socket.create_connection(listener.getsockname()) as client:
        for _ in range(MESSAGES):
            client.sendall(b"hello")
            if client.recv(64) != b"hello":
                raise SystemExit(1)
listener.close()
for _ in range(WORKERS):
    os.wait()
