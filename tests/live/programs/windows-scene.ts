/**
 * `windows-scene.js SAID END`, under Wine or on Windows: sockets in every state that a capture tells apart, with a
 * registration and an export on its way. Writes a JSON object about itself to SAID, and lives until there is a file END.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { FD, FAMILY, TYPE } from '../../../app/shared/calls/constants-winsock.ts';
import { startWinsock } from '../../../native-bridge/winsock/bindings.ts';
import { afdContext, afdSocket, isUnknownQuestion } from '../../../native-bridge/winsock/live/afd.ts';
import { decodeSockaddr, emptySockaddr, encodeSockaddr } from '../../../native-bridge/winsock/sockaddr.ts';
import { PROTOCOL_INFO_SIZE } from '../../../native-bridge/winsock/protocol-info.ts';
import { platformLabel } from '../../../native-bridge/winsock/identity.ts';

const [said, end] = process.argv.slice(2) as [string, string];
const { ws2, user } = startWinsock();
const HWND_MESSAGE = -3n;
const MESSAGE = 0x8001;

const socket = (family: number, type: number): number => Number(ws2.socket(family, type, 0));
const bound = (family: number, type: number, address: string): number => {
  const s = socket(family, type);
  const bytes = encodeSockaddr(address);
  if (ws2.bind(s, bytes, bytes.length) !== 0) throw new Error(`bind failed with ${ws2.WSAGetLastError()}`);
  return s;
};
const nameOf = (s: number): string => {
  const address = emptySockaddr();
  ws2.getsockname(s, address, [address.length]);
  return decodeSockaddr(address);
};

const listener = bound(FAMILY.AF_INET, TYPE.SOCK_STREAM, '127.0.0.1:0');
ws2.listen(listener, 4);
const client = socket(FAMILY.AF_INET, TYPE.SOCK_STREAM);
const to = encodeSockaddr(nameOf(listener));
if (ws2.connect(client, to, to.length) !== 0) throw new Error(`connect failed with ${ws2.WSAGetLastError()}`);
const accepted = Number(ws2.accept(listener, null, null));
const handles = {
  freshTcp: socket(FAMILY.AF_INET, TYPE.SOCK_STREAM), freshUdp: socket(FAMILY.AF_INET6, TYPE.SOCK_DGRAM),
  boundTcp: bound(FAMILY.AF_INET, TYPE.SOCK_STREAM, '127.0.0.1:0'), boundUdp: bound(FAMILY.AF_INET6, TYPE.SOCK_DGRAM, '[::1]:0'), listener,
  client, accepted,
};
// An export that nobody imports is a handle of its target all the same (S7): of this process itself.
if (ws2.WSADuplicateSocketW(handles.boundTcp, process.pid, Buffer.alloc(PROTOCOL_INFO_SIZE)) !== 0) throw new Error('no export');
const window = user.CreateWindowExW(0, 'Static', null, 0, 0, 0, 0, 0, HWND_MESSAGE, 0, 0, 0);
const registered = ws2.WSAAsyncSelect(accepted, window, MESSAGE, FD.FD_READ | FD.FD_CLOSE) === 0;

const wine = platformLabel().startsWith('wine');
const contexts = Object.fromEntries(Object.entries(handles).map(([name, handle]) => {
  const { context, status } = afdContext(handle);
  return [name, { known: context !== null, unknownQuestion: isUnknownQuestion(status) }];
}));
writeFileSync(said, JSON.stringify({
  pid: process.pid, handles,
  addresses: Object.fromEntries(Object.entries(handles).map(([name, handle]) => [name, afdSocket(handle, wine)?.local?.text ?? null])),
  peer: nameOf(client), port: Number(nameOf(listener).split(':')[1]), contexts, registered, window: Number(window), message: MESSAGE,
}));
while (!existsSync(end)) await pause(50);
user.DestroyWindow(window);
