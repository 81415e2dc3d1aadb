"""A service that gets its listener by socket activation."""
import os
import socket

os.set_inheritable(3, False)
listener = socket.socket(fileno=3)
client = socket.create_connection(listener.getsockname())
connection, _ = listener.accept()
client.sendall(b"hello")
assert connection.recv(16) == b"hello"
