"""A child that is not waited for keeps a listener open."""
import os
import socket
import subprocess

listener = socket.create_server(("127.0.0.1", 0))
os.set_inheritable(listener.fileno(), True)
child = subprocess.Popen(["sleep", "30"], close_fds=False)
print("child", child.pid, flush=True)
os._exit(0)
