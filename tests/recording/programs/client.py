"""Requests to a server, each over a connection for itself: client.py PORT COUNT."""
import socket
import sys

port, count = int(sys.argv[1]), int(sys.argv[2])
for _ in range(count):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /index HTTP/1.0\r\n\r\n")
        answer = b""
        while part := connection.recv(4096):
            answer += part
        assert answer.split()[1] == b"200", answer
