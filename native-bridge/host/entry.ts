/**
 * The bridge host as a program: serves one session over the loopback, from another system (Wine) or simply
 * another process. It ends with the connection, and its peers end with it.
 */
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type { Results } from '../../app/shared/calls/types.ts';
import { Bridge } from './bridge.ts';
import { childLauncher } from './launcher.ts';
import { PORT_VARIABLE, TOKEN_VARIABLE, type Along, type HostMessage, type HostOperation, type HostOperations, type HostRequest } from './remote-protocol.ts';
import { Wire } from './wire.ts';
import { type WorldNews, WorldReceiver } from './world-sync.ts';

/** How long cleaning up may take, in milliseconds, before the process is ended as it is. */
const END_LIMIT_MS = 3000;

/** The session's world. */
const known = new WorldReceiver();

type Operations = { [O in HostOperation]: (input: HostOperations[O]['input']) => Promise<HostOperations[O]['output']> };

const token = process.env[TOKEN_VARIABLE] ?? '';
// Peers and whatever else is started from here have no business with it.
delete process.env[TOKEN_VARIABLE];

const socket = connect({ host: '127.0.0.1', port: Number(process.env[PORT_VARIABLE]) });
const wire = new Wire(socket, (message) => { serve(message as HostRequest); });
const send = (message: HostMessage): void => { wire.send(message); };
const bridge = new Bridge({
  launcher: childLauncher,
  peerEntry: join(dirname(import.meta.filename), 'peer.js'),
  events: {
    completed: (key, performed) => { send({ kind: 'completed', key, performed }); },
    died: (process, how) => { send({ kind: 'died', process, how }); },
  },
});

const operations: Operations = {
  start: (plan) => bridge.start(plan),
  perform: async ({ call: name, platform, world, ...request }) => {
    const call = findCall(platform, name);
    if (!call) return { performed: { outcome: { kind: 'refused', reason: `There is no call "${name}" of ${platform}` }, micros: null } };
    know(world);
    const performed = await bridge.perform({ ...request, call, predicted: { kind: 'unknown' } });
    return { performed, ...along(request.participant, performed.outcome.kind === 'ok' ? performed.outcome.results : {}) };
  },
  message: async ({ request, world }) => {
    know(world);
    return { carried: await bridge.message(request), ...along() };
  },
  probe: ({ world, again }) => {
    know(world);
    return bridge.probe(known.world, again);
  },
  kill: async (name) => {
    await bridge.kill(name);
    return null;
  },
  dispose: async () => {
    await bridge.dispose();
    return null;
  },
};

socket.once('connect', () => { send({ kind: 'hello', token, platform: bridge.platform }); });
wire.onEnd(() => { void end(); });

function know(news: WorldNews | null): void {
  if (!news) return;
  known.take(news);
  bridge.within(known.world);
}

function along(...made: [participant?: string, results?: Results]): Along {
  const looks = bridge.lookAround(...made);
  return looks ? { looks } : {};
}

function serve<O extends HostOperation>({ id, op, input }: HostRequest<O>): void {
  const operation: Operations[O] = operations[op];
  operation(input).then(
    (output) => { send({ kind: 'reply', id, output }); },
    (error: unknown) => { send({ kind: 'failure', id, problem: error instanceof Error ? error.message : String(error) }); },
  );
}

async function end(): Promise<void> {
  setTimeout(() => { process.kill(process.pid, 'SIGKILL'); }, END_LIMIT_MS).unref();
  await bridge.dispose();
  process.exit(0);
}
