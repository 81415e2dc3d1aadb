/** Calls with arguments of any kind, taken from the catalogue alone: right ones, wrong ones, closed and foreign numbers. */
import { assertNever } from '../../app/shared/base/assert-never.ts';
import type { ArgSpec, CallSpec } from '../../app/shared/calls/types.ts';
import { type Args, addressesOf, OPTIONS, type Scene, WORDS } from './call-generator.ts';

/** A number nobody has open, and the one that is never a socket. */
const NOBODYS = { winsock: [0, 0x6ffc], linux: [-1, 9999] } as const;
/** Numbers that are never a process, wherever it runs. */
const NO_PROCESS = { winsock: [0, 0xffff_ffff], linux: [0, 0x7fff_ffff] } as const;
/** Windows are the desktop's, so only a number that is never one can be drawn. */
const NO_WINDOW = 0x1_0000;

/** Null when a necessary argument cannot be had here (a blob that has arrived, say). */
export function oddArgs(scene: Scene, call: CallSpec): Args | null {
  const args: Args = {};
  for (const spec of call.args) {
    // With these the rules have no opinion, so a sequence would show nothing.
    if (spec.unmodelled || (spec.optional && scene.draw.odds(50))) continue;
    const value = oddValue(scene, call, spec);
    if (value !== undefined) args[spec.name] = value;
    else if (!spec.optional) return null;
  }
  if (call.name === 'AcceptEx' && args['acceptSocket'] === args['s']) args['acceptSocket'] = NOBODYS.winsock[1];
  return args;
}

function oddValue(scene: Scene, call: CallSpec, spec: ArgSpec): unknown {
  const { draw, situation, process } = scene;
  const { type } = spec;
  switch (type.kind) {
    case 'descriptor': return descriptor(spec.name === 'acceptSocket' ? unused(scene) : scene);
    case 'far-descriptor': {
      const held = situation.running().flatMap((p) => situation.held(p.name));
      return held.length > 0 ? draw.of(held).ref : undefined;
    }
    case 'descriptors': return draw.odds(30) ? [descriptor(scene), descriptor(scene)] : [descriptor(scene)];
    case 'event': return event(scene);
    case 'events': return [event(scene)];
    case 'pid': return draw.odds(20) ? draw.of(NO_PROCESS[situation.rules]) : `$${draw.of(situation.running()).name}`;
    case 'blob': {
      // The other form has another size, and is refused (S18).
      const mine = situation.inFlight(call.ansi ? 'WSAPROTOCOL_INFOA' : 'WSAPROTOCOL_INFOW').filter((t) =>
        t.target === `process:${process}` && has(scene, t.name!, t.from));
      return mine.length > 0 ? `$${draw.of(mine).name}` : undefined;
    }
    case 'address': {
      const known = addressesOf(scene, () => true);
      return draw.of([...known, '127.0.0.1:0', '[::1]:0', ...(situation.rules === 'linux' ? ['@'] : [])]);
    }
    case 'data': return draw.of(WORDS);
    case 'integer': return spec.name === 'timeout' ? 0 : draw.of([1, 0, 2, 16, 64].filter((n) => n >= type.min && n <= type.max));
    case 'choice': return draw.of(Object.keys(type.set));
    case 'flags': {
      const names = Object.keys(type.set);
      return draw.odds(60) ? [] : [draw.of(names)];
    }
    case 'boolean': return draw.odds(50);
    case 'handle': {
      const handles = situation.handles(process, type.of);
      return handles.length > 0 && !draw.odds(10) ? draw.of(handles) : type.of === 'window' ? NO_WINDOW : NOBODYS[situation.rules][1];
    }
    case 'process': return undefined;
    case 'option-value': return draw.of(draw.of(OPTIONS).values);
    default: return assertNever(type, 'argument type');
  }
}

/** An AcceptEx onto a socket in use, the listener itself among them, can make Wine's sockets stand still (W26). */
const unused = (scene: Scene): Scene => ({ ...scene, held: scene.held.filter((h) => h.socket?.state === 'unbound') });

function has(scene: Scene, name: string, maker: string): boolean {
  if (maker === `process:${scene.process}`) return true;
  return scene.situation.running().find((p) => p.name === scene.process)!.received.includes(name);
}

function descriptor({ draw, situation, process, held }: Scene): unknown {
  const stale = situation.stale(process);
  if (stale.length > 0 && draw.odds(30)) return draw.of(stale);
  if (held.length === 0 || draw.odds(15)) return draw.of(NOBODYS[situation.rules]);
  return draw.of(held).ref;
}

function event({ draw, situation, process }: Scene): unknown {
  const events = situation.events(process);
  return events.length > 0 && !draw.odds(15) ? draw.of(events).ref : NOBODYS.winsock[1];
}
