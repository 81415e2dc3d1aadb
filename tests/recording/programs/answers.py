"""A server of two processes, one of them with three threads. It prints its port, and answers until it is killed."""
import os, socket, threading
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(50)
print(listener.getsockname()[1], flush=True)


def answer():
    while True:
        connection, _ = listener.accept()
        connection.sendall(connection.recv(100))
        connection.close()


if os.fork() != 0:
    for _ in range(2):
        threading.Thread(target=answer, daemon=True).start()
answer()
