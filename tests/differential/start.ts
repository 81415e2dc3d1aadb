/** Situations that sequences start from: what would take many random calls to come about. */
import type { CallStep } from '../../app/shared/scenario/format.ts';
import { composeCall } from './compose.ts';
import { type Draw } from './random-source.ts';
import { type Args, freshAddress } from './call-generator.ts';
import type { Situation } from './situation.ts';

/** Performs a step and gives what the first name that it bound is called: "$d4". */
export interface Stage {
  situation(): Situation;
  perform(step: CallStep): Promise<void>;
}

type Maker = (stage: Stage, draw: Draw) => Promise<void>;

/** Call by call; the reference that the call bound, or undefined where it binds nothing. */
async function call(stage: Stage, draw: Draw, process: string, name: string, args: Args): Promise<string> {
  const situation = stage.situation();
  const step = composeCall({ draw, situation, process, held: [] }, name, args);
  await stage.perform(step);
  return step.as === undefined ? '' : `$${[step.as].flat()[0]}`;
}

interface Pair { listener: string; client: string; server: string }

/** A connection between two processes and the listener it came from, or between two descriptors of one. */
async function connection(stage: Stage, draw: Draw, from: string, to: string, family: string): Promise<Pair> {
  const linux = stage.situation().rules === 'linux';
  const [fd, make, accept] = linux ? ['fd', 'socket', 'accept4'] as const : ['s', 'WSASocketW', 'accept'] as const;
  const kind = linux ? { domain: family, type: 'SOCK_STREAM' }
    : { af: family, type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP', flags: ['WSA_FLAG_OVERLAPPED'] };
  const listener = await call(stage, draw, to, make, kind);
  await call(stage, draw, to, 'bind', { [fd]: listener, address: freshAddress({ family }) });
  await call(stage, draw, to, 'listen', { [fd]: listener, backlog: 8 });
  const client = await call(stage, draw, from, make, kind);
  const address = stage.situation().addressOf(to, listener);
  if (address) await call(stage, draw, from, 'connect', { [fd]: client, address });
  const server = await call(stage, draw, to, accept, { [fd]: listener });
  return { listener, client, server };
}

function twoProcesses(stage: Stage, draw: Draw): [string, string] {
  const names = stage.situation().running().map((p) => p.name);
  const to = draw.of(names);
  return [draw.of(names.filter((n) => n !== to)), to];
}

const connected: Maker = async (stage, draw) => {
  const [from, to] = twoProcesses(stage, draw);
  await connection(stage, draw, from, to, 'AF_INET');
};

/** Linux: a carrier between two processes, and a connection one of whose ends has gone through it. */
const rightSent: Maker = async (stage, draw) => {
  const [from, to] = twoProcesses(stage, draw);
  const carrier = await connection(stage, draw, from, to, 'AF_UNIX');
  const shared = draw.odds(50)
    ? (await connection(stage, draw, from, from, 'AF_INET')).client
    : await call(stage, draw, from, 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' });
  await call(stage, draw, from, 'sendmsg', { fd: carrier.client, data: 'x', rights: [shared] });
  if (!draw.odds(20)) await call(stage, draw, to, 'recvmsg', { fd: carrier.server, length: 16 });
};

/** Linux: an epoll instance that watches one end of a connection. */
const watched: Maker = async (stage, draw) => {
  const [from, to] = twoProcesses(stage, draw);
  const { server } = await connection(stage, draw, from, to, draw.of(['AF_INET', 'AF_UNIX']));
  const epfd = await call(stage, draw, to, 'epoll_create1', {});
  await call(stage, draw, to, 'epoll_ctl', { epfd, op: 'EPOLL_CTL_ADD', fd: server, events: ['EPOLLIN'] });
};

/** Winsock: one end of a connection exported, on its way or imported. */
const exported: Maker = async (stage, draw) => {
  const [from, to] = twoProcesses(stage, draw);
  const { client } = await connection(stage, draw, from, to, 'AF_INET');
  const names = stage.situation().running().map((p) => p.name);
  await call(stage, draw, from, 'WSADuplicateSocketW', { s: client, processId: `$${draw.of(names.filter((n) => n !== from))}` });
};

/** Winsock: one end of a connection with an event object for reading. */
const selected: Maker = async (stage, draw) => {
  const [from, to] = twoProcesses(stage, draw);
  const { server } = await connection(stage, draw, from, to, 'AF_INET');
  const event = await call(stage, draw, to, 'WSACreateEvent', {});
  await call(stage, draw, to, 'WSAEventSelect',
    { s: server, event, mask: draw.of([['FD_READ', 'FD_CLOSE'], ['FD_READ', 'FD_WRITE', 'FD_CLOSE']]) });
};

const nothing: Maker = async () => {};

/** The first is what shrinking tries. */
const STARTS = {
  linux: [nothing, connected, connected, watched, rightSent, rightSent],
  winsock: [nothing, connected, selected, selected, exported, exported],
} as const;

/** Performs the calls that make one of these situations. */
export async function makeStart(stage: Stage, draw: Draw): Promise<void> {
  await draw.of<Maker>(STARTS[stage.situation().rules])(stage, draw);
}
