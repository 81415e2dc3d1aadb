"""A child that knows nothing of the socket keeps its port."""
import os
import socket
import subprocess

listener = socket.create_server(("127.0.0.1", 0))
os.set_inheritable(listener.fileno(), True)
child = subprocess.Popen(["sleep", "0.3"], close_fds=False)
listener.close()
child.wait()
