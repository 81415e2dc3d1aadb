"""A service manager: opens the socket, and starts the service with it as descriptor 3."""
import os
import socket
import sys

os.open("/dev/null", os.O_RDONLY)
manager = socket.create_server(("127.0.0.1", 0))
pid = os.fork()
if pid == 0:
    os.dup2(manager.fileno(), 3, inheritable=True)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
    os.execv(sys.executable, [sys.executable, os.path.join(os.path.dirname(__file__), "service.py")])
sys.exit(os.waitpid(pid, 0)[1] != 0)
