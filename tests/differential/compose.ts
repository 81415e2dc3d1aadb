/** One list of choices becomes one step of a scenario, made of what is there to be used. */
import { findCall, performableCalls } from '../../app/shared/calls/catalogue.ts';
import { type CallSpec, asCalled } from '../../app/shared/calls/types.ts';
import type { CallStep, Carrier, ScenarioStep } from '../../app/shared/scenario/format.ts';
import { oddArgs } from './invalid-args.ts';
import type { Draw } from './random-source.ts';
import type { Args, Row, Scene } from './call-generator.ts';
import { LINUX_ROWS } from './rows-linux.ts';
import { WINSOCK_ROWS } from './rows-winsock.ts';
import type { Situation } from './situation.ts';

export const ROWS = { linux: LINUX_ROWS, winsock: WINSOCK_ROWS } as const;

/** Calls of the catalogue that are drawn where they make sense, and not with any arguments at all: why. */
const NOT_ODD: Readonly<Record<string, string>> = {
  fork: 'names a process of the scenario that is not there yet', CreateProcessW: 'as fork', ResumeThread: 'as fork',
  exit: 'ends a process, of which there should be some left', ExitProcess: 'as exit',
  DuplicateHandle: 'puts a handle into a process that nobody there can close again (S51)',
  sd_listen_fds: 'speaks of how a process was started',
  prctl: 'would hide a process of the pool from probes without privileges',
  Sleep: 'changes nothing', nanosleep: 'as Sleep',
};

const CARRIERS: readonly Carrier[] = ['ipc', 'pipe', 'file'];
/** In a hundred: calls with any arguments at all, messages, kills. */
const ODD = 22;
const MESSAGES = 5;
const KILLS = 2;

/** The step, or null when nothing can be made of these choices here. */
export function compose(draw: Draw, situation: Situation): ScenarioStep | null {
  const running = situation.running();
  const process = draw.of(running).name;
  const kind = draw.below(100);
  // At the upper end, so that smaller choices mean plainer steps.
  if (kind >= 100 - KILLS) return process === 'main' || running.length < 3 ? null : end(draw, situation, process);
  if (kind >= 100 - KILLS - MESSAGES) return message(draw, situation, process);
  const delivery = draw.odds(45) ? deliver(draw, situation) : null;
  if (delivery) return delivery;
  const scene: Scene = { draw, situation, process, held: situation.held(process) };
  return kind >= 100 - KILLS - MESSAGES - ODD ? oddCall(scene) : plainCall(scene);
}

/** The step of one row, for a situation that is built on purpose. */
export function composeCall(scene: Scene, name: string, args: Args): CallStep {
  const call = asCalled(findCall(scene.situation.rules, name)!, args);
  const as = namesFor(scene, call);
  return { process: scene.process, call: name, ...(Object.keys(args).length > 0 ? { args: args as NonNullable<CallStep['args']> } : {}),
    ...(as === null ? {} : { as }) };
}

/** A process is killed, or ends itself. */
function end(draw: Draw, situation: Situation, process: string): ScenarioStep {
  return draw.odds(50) ? { process, call: situation.rules === 'linux' ? 'exit' : 'ExitProcess', args: { code: draw.of([0, 3]) } }
    : { kill: process };
}

function plainCall(scene: Scene): ScenarioStep | null {
  const rows = ROWS[scene.situation.rules];
  const possible = rows.map((row) => [row.on(scene).length > 0 ? row.weight : 0, row] as const);
  const row = scene.draw.weighted<Row>(possible);
  if (!row) return null;
  const on = scene.draw.of(row.on(scene));
  const args = row.args ? row.args(scene, on) : {};
  return args && composeCall(scene, row.call, on === null ? args : { [descriptorName(scene, row.call)]: on.ref, ...args });
}

function oddCall(scene: Scene): ScenarioStep | null {
  const names = performableCalls(scene.situation.rules).filter((name) => !(name in NOT_ODD));
  const call = findCall(scene.situation.rules, scene.draw.of(names))!;
  // A call that waits needs room for one more; which of these would wait is not known here.
  if (call.waits && scene.situation.pendingCount() >= 2) return null;
  const args = oddArgs(scene, call);
  return args && composeCall(scene, call.name, args);
}

/** The first descriptor that a call takes: `fd`, `s`, `epfd`, `fd1`. */
function descriptorName(scene: Scene, call: string): string {
  return findCall(scene.situation.rules, call)!.args.find((a) => a.type.kind === 'descriptor' || a.type.kind === 'far-descriptor')!.name;
}

const LETTER: Readonly<Partial<Record<CallSpec['result'], string>>> = {
  descriptor: 'd', descriptors: 'd', event: 'e', blob: 'b', data: 'r', number: 'n', window: 'w', operation: 'o', port: 'p', address: 'a',
};

/** Most descriptors one message brings here. */
const MOST_RIGHTS = 4;

function namesFor({ situation }: Scene, call: CallSpec): string | string[] | null {
  const letter = LETTER[call.result];
  if (letter === undefined) return null;
  if (call.result !== 'descriptors') return situation.names.fresh(letter);
  return Array.from({ length: MOST_RIGHTS }, () => situation.names.fresh(letter));
}

/** Exports are made to be delivered: the first that its target does not have yet. */
function deliver(draw: Draw, situation: Situation): ScenarioStep | null {
  const running = new Map(situation.running().map((p) => [p.id, p]));
  for (const { name, from, target } of situation.inFlight()) {
    const [sender, receiver] = [running.get(from), target === null ? undefined : running.get(target)];
    if (!sender || !receiver || sender === receiver || receiver.received.includes(name!)) continue;
    return { message: `$${name}`, from: sender.name, to: receiver.name, carrier: draw.of(CARRIERS) };
  }
  return null;
}

function message(draw: Draw, situation: Situation, from: string): ScenarioStep | null {
  const others = situation.running().filter((p) => p.name !== from);
  if (others.length === 0) return null;
  const to = draw.of(others).name;
  const carrier = draw.of(CARRIERS);
  return draw.odds(50) ? { message: `$${from}`, from, to, carrier, as: situation.names.fresh('m') }
    : { message: 'hello', from, to, carrier };
}
