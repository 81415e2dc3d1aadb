"""multiprocessing hands a listener to a process, in each of its three ways,."""
import multiprocessing
import socket


def serve(listener, queue):
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
        client = socket.create_connection(listener.getsockname())
        assert client.recv(16) == b"hello"
        client.sendall(b"answer")
        assert queue.get() == b"answer"
        process.join()
        assert process.exitcode == 0
        client.close()
        listener.close()


if __name__ == "__main__":
    main()
