/**
 * The host as a program: starts the processes of one session in its system (Wine) or simply under another process, and
 * is its `main`. The processes connect to the session directly. It exits with its connection, and they exit with it.
 */
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { World } from '../../app/shared/domain/world.ts';
import { PEER_MARK, PEER_PORT, PEER_TOKEN } from '../channel/peer-environment.ts';
import { Wire } from '../channel/wire.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import { withoutInheriting } from '../peer/handle-registry.ts';
import { connectTo } from '../peer/host-connection.ts';
import { Peer } from '../peer/peer.ts';
import { platformCalls } from '../peer/platform.ts';
import { serve } from '../peer/serve.ts';
import { endProcess, KnownProcesses } from './known-processes.ts';
import { startChild } from './launcher.ts';
import { createProber, platformName } from './probe.ts';
import {
  FOLDER_VARIABLE, HOST_HELLO, PORT_VARIABLE, TOKEN_VARIABLE, type HostHello, type HostMessage, type HostOperation, type HostOperations,
  type HostRequest,
} from './remote-protocol.ts';
import { makeFolder } from './session-folder.ts';

/** Time limits in milliseconds: for killed processes to disappear, and for the whole cleanup, after which this one exits regardless. */
const GONE_LIMIT_MS = 5000;
const END_LIMIT_MS = 3000;

type Operations = { [O in HostOperation]: (input: HostOperations[O]['input']) => Promise<HostOperations[O]['output']> };

const token = process.env[TOKEN_VARIABLE] ?? '';
// Peers and other children must not inherit it.
delete process.env[TOKEN_VARIABLE];

// os.tmpdir() of this process and of its peers reads these variables.
const temporary = process.env[FOLDER_VARIABLE];
if (temporary !== undefined) process.env['TEMP'] = process.env['TMP'] = temporary;

const entry = join(dirname(import.meta.filename), 'peer.js');
const known = new KnownProcesses();
/** All processes but this one. */
const others: KnownProcess[] = [];
const exits: Promise<unknown>[] = [];
const prober = createProber();
const folder = await makeFolder('session');
let main: Peer | null = null;
let disposed: Promise<void> | null = null;

const operations: Operations = {
  main: ({ name, role, address }) => {
    const peer = main = new Peer({ name, role, inProcess: true, entry });
    const calls: Wire = connectTo(address, (message) => { serve(peer, message, (reply) => { calls.send(reply); }); });
    return Promise.resolve(known.add(peer.pid));
  },
  start: async ({ name, role, address }) => {
    const env = { [PEER_PORT]: String(address.port), [PEER_TOKEN]: address.token };
    const child = withoutInheriting(platformCalls(), () => startChild([entry, PEER_MARK, name, role], null, env));
    const { pid } = child.process;
    if (pid === undefined) throw new Error(`The peer process could not be started: ${await child.ended}`);
    exits.push(child.ended.then((how) => { send({ kind: 'exited', pid, how }); }));
    return hold(pid);
  },
  hold: ({ pid }) => Promise.resolve(hold(pid)),
  end: (one) => {
    endProcess(one);
    return Promise.resolve(null);
  },
  probe: ({ entities }) => Promise.resolve(prober.probe(new World(new Map(entities.map((entity) => [entity.id, entity])))).facts),
  removeFile: async ({ path }) => {
    await rm(path, { force: true });
    return null;
  },
  dispose: async () => {
    await dispose();
    return null;
  },
};

const socket = connect({ host: '127.0.0.1', port: Number(process.env[PORT_VARIABLE]) });
const wire = new Wire(socket, (message) => { answer(message as HostRequest); });
const send = (message: HostMessage | HostHello): void => { wire.send(message); };
socket.once('connect', () => { send({ kind: HOST_HELLO, token, platform: platformName(), folder }); });
wire.onEnd(() => { void end(); });

function hold(pid: number): KnownProcess {
  const one = known.add(pid);
  others.push(one);
  return one;
}

function answer<O extends HostOperation>({ id, op, input }: HostRequest<O>): void {
  const fail = (error: unknown): void => {
    send({ kind: 'failure', id, problem: error instanceof Error ? error.message : String(error) });
  };
  if (!Object.hasOwn(operations, op)) {
    fail(`The bridge host knows no "${op}"`);
    return;
  }
  try {
    const operation: Operations[O] = operations[op];
    operation(input).then((output) => { send({ kind: 'reply', id, output }); }, fail);
  } catch (error) {
    fail(error);
  }
}

/** Kills every process, closes what main has left open, and removes the folder. */
function dispose(): Promise<void> {
  return (disposed ??= (async () => {
    prober.close();
    for (const one of others) endProcess(one);
    await Promise.race([Promise.all(exits), pause(GONE_LIMIT_MS, null, { ref: false })]);
    // After the others, so that main's closes are really the last ones.
    await main?.dispose().catch(() => {});
    known.release();
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  })());
}

async function end(): Promise<void> {
  setTimeout(() => { process.kill(process.pid, 'SIGKILL'); }, END_LIMIT_MS).unref();
  await dispose();
  process.exit(0);
}
