/** The other end of a connection that main creates to give away: receives what the other process sends. */
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

export class FarEnd {
  readonly address: string;
  /** Resolves when the last holder of the connection has closed it, or `close` was called. */
  readonly ended: Promise<void>;
  readonly #server: Server;
  #socket: Socket | null = null;

  private constructor(server: Server, hear: (bytes: Uint8Array) => void) {
    this.#server = server;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.ended = new Promise((resolve) => {
      server.once('close', () => { resolve(); });
      server.once('connection', (socket) => {
        this.#socket = socket;
        // Accepts one connection only: any other process that connects to the port is ignored.
        server.close();
        socket.on('data', hear);
        socket.on('error', () => { socket.destroy(); });
      });
    });
  }

  /** Listens on a free loopback port for one connection; `hear` receives its data. */
  static async open(hear: (bytes: Uint8Array) => void): Promise<FarEnd> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new FarEnd(server, hear);
  }

  close(): void {
    this.#server.close();
    this.#socket?.destroy();
  }
}
