"""multiprocessing hands a listener to a process, in each of its three ways. The argument: connections of each."""
import multiprocessing
import socket
import sys

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def serve(listener, queue):
    for _ in range(COUNT):
        connection, _ = listener.accept()
        connection.sendall(b"hello")
        queue.put(connection.recv(16))
        connection.close()


def main():
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        listener = socket.create_server(("127.0.0.1", 0))
        queue = context.Queue()
        process = context.Process(target=serve, args=(listener, queue))
        process.start()
        for _ in range(COUNT):
            client = socket.create_connection(listener.getsockname())
            assert client.recv(16) == b"hello"
            client.sendall(b"answer")
            assert queue.get() == b"answer"
            client.close()
        process.join()
        assert process.exitcode == 0
        listener.close()


if __name__ == "__main__":
    main()
