/**
 * The peer of the handoff figure: two processes over a fork channel that make the same three calls, and nothing else.
 * The source is the parent; it prints one JSON line, `{"millis":[…]}`, one figure a handoff from before the
 * export until the answer that tells of the import.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { libc } from '../../native-bridge/linux/bindings.ts';
import { decodeRights, encodeMessage, encodeRights, rightsSpace } from '../../native-bridge/linux/msghdr.ts';
import { encodeSockaddr } from '../../native-bridge/linux/sockaddr.ts';
import { startWinsock } from '../../native-bridge/winsock/bindings.ts';

const [AF_UNIX, AF_INET, SOCK_STREAM, SOCK_DGRAM, IPPROTO_TCP] = [1, 2, 1, 2, 6];
const [MSG_NOSIGNAL, MSG_DONTWAIT, MSG_CMSG_CLOEXEC] = [0x4000, 0x40, 0x40000000];
const [FROM_PROTOCOL_INFO, WSA_FLAG_OVERLAPPED, PROTOCOL_INFO_SIZE] = [-1, 1, 628];

interface Side {
  /** In the source: one export; what the target needs besides. */
  give(target: { pid: number; inbox: string }): Uint8Array | null;
  /** In the target: one import; closed again after its answer. */
  take(given: Uint8Array | null): number;
  close(number: number): void;
}

function linux(inbox: string | null): Side {
  const calls = libc();
  const carrier = Number(calls.socket(AF_UNIX, SOCK_DGRAM, 0));
  const shared = inbox === null ? Number(calls.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)) : -1;
  if (inbox !== null) {
    const address = encodeSockaddr(inbox);
    if (Number(calls.bind(carrier, address, address.length)) !== 0) throw new Error('bind failed');
  }
  return {
    give: (target) => {
      const message = encodeMessage(Buffer.from('x'), encodeRights([shared]), encodeSockaddr(target.inbox));
      if (Number(calls.sendmsg(carrier, message.header, MSG_NOSIGNAL | MSG_DONTWAIT)) !== 1) throw new Error('sendmsg failed');
      return null;
    },
    take: () => {
      const message = encodeMessage(Buffer.alloc(8), Buffer.alloc(rightsSpace(8)), null);
      if (Number(calls.recvmsg(carrier, message.header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT)) !== 1) throw new Error('recvmsg failed');
      return decodeRights(message)[0]!;
    },
    close: (fd) => { calls.close(fd); },
  };
}

function winsock(): Side {
  const { ws2 } = startWinsock();
  const shared = Number(ws2.WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, null, 0, WSA_FLAG_OVERLAPPED));
  return {
    give: ({ pid }) => {
      const info = Buffer.alloc(PROTOCOL_INFO_SIZE);
      if (ws2.WSADuplicateSocketW(shared, pid, info) !== 0) throw new Error('WSADuplicateSocketW failed');
      return info;
    },
    take: (info) => Number(ws2.WSASocketW(
      FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, Buffer.from(info!), 0, WSA_FLAG_OVERLAPPED)),
    close: (s) => { ws2.closesocket(s); },
  };
}

const side = (inbox: string | null): Side => (process.platform === 'win32' ? winsock() : linux(inbox));

async function source(handoffs: number): Promise<void> {
  const inbox = `@handoff-bench-${process.pid}`;
  const child = fork(import.meta.filename, ['target', inbox],
    { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  await once(child, 'message');
  const mine = side(null);
  const millis: number[] = [];
  for (let i = 0; i < handoffs; i++) {
    const start = performance.now();
    child.send({ given: mine.give({ pid: child.pid!, inbox }) });
    await once(child, 'message');
    millis.push(performance.now() - start);
  }
  child.disconnect();
  process.stdout.write(`${JSON.stringify({ millis })}\n`);
}

function target(inbox: string): void {
  const mine = side(inbox);
  process.on('message', ({ given }: { given: Uint8Array | null }) => {
    const number = mine.take(given);
    process.send!({ number });
    mine.close(number);
  });
  process.on('disconnect', () => { process.exit(0); });
  process.send!({ ready: true });
}

const [role, word = ''] = process.argv.slice(2);
if (role === 'target') target(word);
else await source(Number(word));
