/** The other end of a connection that main makes for giving it away: what the other process sends arrives here. */
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
        // One connection is all: whoever else finds the port gets nowhere.
        server.close();
        socket.on('data', hear);
        socket.on('error', () => { socket.destroy(); });
      });
    });
  }

  /** Listens on a free port of the loopback for one connection; `hear` gets what it brings. */
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
