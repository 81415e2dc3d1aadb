/** Sockets that come and go: what a watch has to show. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Milliseconds between turns, so that changes come evenly. */
const TURN_MS = 100;

/** Replaces so many of its own sockets each second, oldest first; there are four times as many. */
export function startChurn(perSecond: number): { stop(): Promise<void> } {
  const each = Math.max(1, Math.round((perSecond * TURN_MS) / 1000));
  const sockets: Socket[] = [];
  const open = () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    sockets.push(socket);
  };
  for (let i = 0; i < perSecond * 4; i++) open();
  const timer = setInterval(() => {
    for (let i = 0; i < each; i++) {
      sockets.shift()!.close();
      open();
    }
  }, TURN_MS);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(sockets.map((socket) => {
        const closed = once(socket, 'close');
        socket.close();
        return closed;
      }));
    },
  };
}
