"""A descriptor travels over a connection to a unix socket that has a path."""
import os
import socket
import tempfile

path = os.path.join(tempfile.mkdtemp(), "s")
inbox = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
inbox.bind(path)
inbox.listen(1)
pid = os.fork()
if pid == 0:
    listener = socket.create_server(("127.0.0.1", 0))
    carrier = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    carrier.connect(path)
    socket.send_fds(carrier, [b"x"], [listener.fileno()])
    os._exit(0)
connection, _ = inbox.accept()
socket.recv_fds(connection, 10, 1)
os.waitpid(pid, 0)
os.unlink(path)
os.rmdir(os.path.dirname(path))
