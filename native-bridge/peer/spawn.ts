/** A peer creates another one: what it passes on, and how the new one finds the host. */
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { numberProblem } from '../../app/shared/calls/c-types.ts';
import { ok } from '../../app/shared/calls/types.ts';
import { PEER_MARK, PEER_PORT, PEER_TOKEN, peerEnvironment } from '../channel/peer-environment.ts';
import { type HandleRegistry, withoutInheriting } from './handle-registry.ts';
import type { PlatformCalls } from './platform-calls.ts';
import type { SpawnMessage, Spawned } from '../channel/protocol.ts';

/** First number of socket activation (P21). */
const LISTEN_START = 3;

/** Creates the process that the message describes. @throws Error if a descriptor does not belong to this session. */
export async function spawnPeer(message: SpawnMessage, entry: string, held: HandleRegistry, calls: PlatformCalls): Promise<Spawned> {
  const { args, name } = message;
  const call = findCall(message.platform, message.call);
  if (!call) throw new Error(`No call "${message.call}"`);
  const problem = numberProblem(call, args);
  if (problem !== null) throw new RangeError(problem);
  const foreign = held.foreign(call, args, calls);
  if (foreign !== null) throw new Error(`${foreign} is open here, but not for this session`);
  const listen = Array.isArray(args['listenFds']) ? (args['listenFds'] as readonly number[]) : null;
  const inherit = calls.rules === 'linux' || args['inheritHandles'] === true;
  const wanted = listen === null && inherit;
  const inherited = listen ? listen.map((_, i) => LISTEN_START + i)
    : wanted ? [...held.numbers()].filter((number) => calls.isInheritable(number)) : [];
  const born = await withoutInheriting(calls, () => calls.spawn({
    name, command: peerCommand(entry, name), inherit, suspended: args['suspended'] === true, listen,
    env: { ...peerEnvironment(process.env), [PEER_PORT]: String(message.port), [PEER_TOKEN]: message.token },
  }), wanted ? held : null);
  if ('error' in born) return { performed: { outcome: born.error, micros: null }, pid: null, inherited: [] };
  if (born.release) held.whenDiscarded(born.release);
  return { performed: { outcome: ok({ pid: born.pid, inherited }), micros: born.micros }, pid: born.pid, inherited };
}

/** This program's executable as a peer. Electron's contains the program; Node needs the file. */
function peerCommand(entry: string, name: string): string[] {
  const program = process.versions['electron'] === undefined ? [process.execPath, entry] : [process.execPath];
  return [...program, PEER_MARK, name, 'participant'];
}
