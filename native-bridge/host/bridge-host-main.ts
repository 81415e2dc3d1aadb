/**
 * The bridge host as a program: serves one session over loopback, from another system (Wine) or simply
 * another process. It exits with the connection, and its peers exit with it.
 */
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { World } from '../../app/shared/domain/world.ts';
import { Bridge } from './bridge.ts';
import { childLauncher } from './launcher.ts';
import {
  FOLDER_VARIABLE, PORT_VARIABLE, TOKEN_VARIABLE, type HostMessage, type HostOperation, type HostOperations, type HostRequest,
} from './remote-protocol.ts';
import { Wire } from '../channel/wire.ts';

/** Time limit for the cleanup in milliseconds, after which the process exits regardless. */
const END_LIMIT_MS = 3000;

type Operations = { [O in HostOperation]: (input: HostOperations[O]['input']) => Promise<HostOperations[O]['output']> };

const token = process.env[TOKEN_VARIABLE] ?? '';
// Peers and other children must not inherit it.
delete process.env[TOKEN_VARIABLE];

const folder = process.env[FOLDER_VARIABLE];
// os.tmpdir() of this process and of its peers reads these variables.
if (folder !== undefined) process.env['TEMP'] = process.env['TMP'] = folder;

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
  start: ({ plan, door }) => bridge.start(plan, door),
  perform: async ({ call: name, platform, ...request }) => {
    const call = findCall(platform, name);
    if (!call) return { outcome: { kind: 'refused', reason: `There is no call "${name}" of ${platform}` }, micros: null };
    return bridge.perform({ ...request, call });
  },
  message: (request) => bridge.message(request),
  probe: async ({ entities }) => (await bridge.probe(new World(new Map(entities.map((entity) => [entity.id, entity]))))).facts,
  main: ({ op, input }) => bridge.askMain(op, input),
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

function serve<O extends HostOperation>({ id, op, input }: HostRequest<O>): void {
  if (!Object.hasOwn(operations, op)) {
    send({ kind: 'failure', id, problem: `The bridge host knows no "${op}"` });
    return;
  }
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
