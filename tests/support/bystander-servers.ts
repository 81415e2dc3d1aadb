/** Servers of this machine that are no part of any session: they note what reaches them. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, type ListenOptions, type Socket, connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

export interface Bystander {
  /** "127.0.0.1:8080", a path or "@name". */
  address: string;
  /** How many others came, or what they sent. It calls once itself, so that nothing is on its way any more. */
  visits(): Promise<number>;
  close(): Promise<void>;
}

/** A stream server, on a port, a path or "@name". */
export async function listening(at: ListenOptions | string = { host: '127.0.0.1', port: 0 }): Promise<Bystander> {
  let count = 0;
  const visitors = new Set<Socket>();
  const server = createServer((socket) => {
    count += 1;
    visitors.add(socket.once('close', () => { visitors.delete(socket); }));
    socket.on('error', () => {});
    socket.end('a stranger');
  });
  const where = typeof at === 'string' ? { path: at.startsWith('@') ? `\0${at.slice(1)}` : at } : at;
  server.listen(where);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: typeof at === 'string' ? at : `127.0.0.1:${port}`,
    visits: async () => {
      const own = connect(typeof at === 'string' ? (where as { path: string }) : { host: '127.0.0.1', port });
      await once(own.resume(), 'close');
      return --count;
    },
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      for (const visitor of visitors) visitor.destroy();
    }),
  };
}

/** A stream server in another process that lets others of this user listen on its port, too (SO_REUSEPORT). */
export async function sharing(): Promise<Bystander> {
  const child = spawn('python3', ['-uc', [
    'import socket', 's = socket.socket()', 's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)', 's.bind(("127.0.0.1", 0))',
    's.listen(16)',
    'print(s.getsockname()[1])', 'while True:', '  visitor = s.accept()[0]', '  print("visit")', '  visitor.close()',
  ].join('\n')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  return {
    address: `127.0.0.1:${port}`,
    // Those before the own one; the lines come in order.
    visits: async () => {
      const own = connect({ host: '127.0.0.1', port });
      await once(own.resume(), 'close');
      child.kill('SIGKILL');
      let count = 0;
      while (!(await lines.next()).done) count += 1;
      return count - 1;
    },
    close: () => Promise.resolve(void child.kill('SIGKILL')),
  };
}

/** A datagram server. */
export async function receiving(on = 0): Promise<Bystander> {
  const socket = createSocket('udp4');
  let count = 0;
  socket.on('message', () => { count += 1; });
  socket.bind(on, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    visits: async () => {
      const heard = new Promise((resolve) => { socket.on('message', (bytes) => { if (String(bytes) === 'its own') resolve(null); }); });
      socket.send('its own', port, '127.0.0.1');
      await heard;
      return --count;
    },
    close: () => new Promise((resolve) => { socket.close(() => { resolve(); }); }),
  };
}
