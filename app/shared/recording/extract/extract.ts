/** A scenario from a recording: the smallest that shows the story of one socket, on the model and on Linux. */
import { findCall } from '../../calls/catalogue.ts';
import { InputProblem } from '../../base/input-problem.ts';
import type { DescriptorEntity } from '../../domain/entities.ts';
import { entity } from '../../domain/world.ts';
import type { CallStep, Scenario, ScenarioStep } from '../../scenario/format.ts';
import type { TraceLog } from '../../trace/log.ts';
import type { Step } from '../../trace/step.ts';
import { descriptorAt, relevantSteps } from './relevant.ts';

export interface Extracted {
  scenario: Scenario;
  /** What the scenario does in another way than the program did, for people. */
  differences: readonly string[];
}

/** Values of a scenario's arguments. */
type Args = NonNullable<CallStep['args']>;

/** @param socket an id such as "socket:3". @throws InputProblem if the recording has no such socket. */
export function extract(log: TraceLog, socket: string): Extracted {
  const found = entity(log.worldAt(log.length), 'socket', socket);
  if (!found) {
    const known = [...log.worldAt(log.length).ofKind('socket')].map(({ id }) => id.slice('socket:'.length));
    throw new InputProblem(`there is no socket ${socket.slice('socket:'.length)}`, '--socket',
      `The recording has ${known.join(', ') || 'none'}.`);
  }
  return new Extraction(log, socket).made();
}

class Extraction {
  readonly #log: TraceLog;
  readonly #socket: string;
  readonly #objects: ReadonlySet<string>;
  readonly #listeners: ReadonlySet<string>;
  readonly #relevant: readonly Step[];
  readonly #names = new Map<string, string>();
  readonly #bound = new Set<string>();
  readonly #steps: ScenarioStep[] = [];
  readonly #differences = new Set<string>();
  readonly #born = new Set<string>();
  readonly #actors = new Set<string>();
  readonly #left = new Set<string>();

  constructor(log: TraceLog, socket: string) {
    this.#log = log;
    this.#socket = socket;
    const { objects, listeners, steps } = relevantSteps(log, socket);
    this.#objects = objects;
    this.#listeners = listeners;
    this.#relevant = steps;
  }

  made(): Extracted {
    for (const step of this.#relevant) this.#add(step);
    const socket = this.#socket.replace(':', ' ');
    return {
      scenario: {
        format: 'handoff-scenario/1', title: `${socket} of: ${this.#log.header.scenario.title}`.slice(0, 120),
        description: ['Extracted from a recording.', ...this.#differences].join(' ').slice(0, 2000),
        rules: 'linux', steps: this.#steps,
        processes: [...this.#actors].map((name) => ({ name, ...(this.#born.has(name) ? { start: 'later' as const } : {}) })),
      },
      differences: [...this.#differences],
    };
  }

  #add(step: Step): void {
    const { action } = step;
    if (action.kind === 'death') {
      this.#steps.push({ kill: this.#actor(action.process), note: `It was ended by ${action.how}.` });
      return;
    }
    if (action.kind !== 'call' && action.kind !== 'completion') return;
    const process = this.#actor(action.participant.split('/')[0]!);
    if (action.kind === 'completion') this.#addCall(step, process, action.call, this.#argsOfPending(action.of));
    else if ('process' in action.resolved) this.#addBirth(step, process, String(action.resolved['process']));
    else if (action.call === 'exit_group')
      this.#push({ process, call: 'exit', args: { code: Number(action.resolved['status'] ?? 0) & 0xff } });
    else if (action.call === 'close_range') this.#addCloses(step, process);
    // The exec is part of the scenario's fork.
    else if (!action.call.startsWith('exec')) this.#addCall(step, process, action.call, action.resolved);
  }

  #actor(name: string): string {
    this.#actors.add(name);
    return name;
  }

  #push(step: CallStep): void {
    this.#steps.push({ ...step, expect: { ok: true } });
  }

  /** fork with exec: without close-on-exec the child has the descriptors under the same numbers, and so under the same names. */
  #addBirth(step: Step, process: string, child: string): void {
    if (this.#born.has(child)) return;
    this.#born.add(child);
    if (step.action.kind === 'call' && step.action.call === 'unshare')
      this.#differences.add(`${child} is a thread with a descriptor table for itself: here it is a process.`);
    const executes = this.#log.steps().some(({ n, action }) =>
      n > step.n && action.kind === 'call' && action.call.startsWith('exec') && action.participant === child);
    for (const d of this.#mine(step)) {
      this.#names.set(d.id, this.#nameOf(descriptorAt(this.#log, step.n - 1, `process:${process}`, d.number ?? -1)));
      if (d.inheritable) continue;
      this.#left.add(d.id);
      if (!executes) this.#keep(process, d);
    }
    this.#push({ process, call: 'fork', args: { process: this.#actor(child) } });
  }

  /** The child executed no program: it kept what has close-on-exec, which the scenario's fork would close. */
  #keep(process: string, descriptor: DescriptorEntity): void {
    this.#left.delete(descriptor.id);
    const child = descriptor.process.slice('process:'.length);
    this.#differences.add(`${child} ran on after fork without exec: close-on-exec is cleared before.`);
    this.#push({ process, call: 'fcntl', args: { fd: `$${this.#names.get(descriptor.id)}`, command: 'F_SETFD', value: [] } });
  }

  #addCloses(step: Step, process: string): void {
    for (const e of Object.values(step.diff.removed)) {
      if (e.kind !== 'descriptor' || !this.#objects.has(e.object) || this.#left.has(e.id)) continue;
      this.#push({ process, call: 'close', args: { fd: `$${this.#nameOf(e)}` } });
    }
  }

  #argsOfPending(of: number): Readonly<Record<string, unknown>> {
    const action = this.#log.step(of)?.action;
    return action?.kind === 'call' ? action.resolved : {};
  }

  #addCall(step: Step, process: string, call: string, recorded: Readonly<Record<string, unknown>>): void {
    const spec = findCall('linux', call);
    if (!spec || step.outcome.kind !== 'ok') return;
    const args: Args = {};
    for (const { name, type } of spec.args) {
      const value = recorded[name];
      if (value === undefined || value === null) continue;
      const given = this.#argument(step, process, type.kind, value);
      if (given === null) return;
      args[name] = given;
    }
    const fd = descriptorAt(this.#log, step.n - 1, `process:${process}`, Number(recorded['fd'] ?? -1));
    if (fd && this.#left.has(fd.id)) return;
    const made = this.#mine(step).map((d) => this.#bind(d));
    const copied = typeof args['newfd'] === 'number' ? this.#copied(call, args) : { call, args };
    this.#push({ process, ...copied, ...(made.length === 0 ? {} : { as: made.length === 1 ? made[0]! : made }) });
    // The name that the system chose is that of the listener's descriptor.
    if (call === 'bind' && fd && this.#listeners.has(fd.object))
      this.#steps.push({ process, call: 'getsockname', args: { fd: args['fd']! }, as: addressName(fd.object) });
  }

  /** A number that is free in the program can be in use in a participant: here the system chooses it. */
  #copied(call: string, { fd, newfd, flags }: Args): { call: string; args: Args } {
    this.#differences.add(`${call} took descriptor ${String(newfd)}: here the system chooses the number.`);
    const closed = Array.isArray(flags) && flags.includes('O_CLOEXEC');
    return closed ? { call: 'fcntl', args: { fd: fd!, command: 'F_DUPFD_CLOEXEC', from: 0 } } : { call: 'dup', args: { fd: fd! } };
  }

  /** null: the call needs something that the scenario does not have. */
  #argument(step: Step, process: string, kind: string, value: unknown): Args[string] | null {
    const named = (number: unknown): string | null => {
      const descriptor = descriptorAt(this.#log, step.n - 1, `process:${process}`, Number(number));
      return descriptor && this.#names.has(descriptor.id) ? `$${this.#nameOf(descriptor)}` : null;
    };
    switch (kind) {
      case 'descriptor': {
        const chosen = step.action.kind === 'call' && step.action.resolved['newfd'] === value;
        return named(value) ?? (typeof value === 'number' && chosen ? value : null);
      }
      case 'descriptors': return (value as readonly number[]).flatMap((number) => named(number) ?? []);
      case 'address': return this.#chosenName(step) ?? this.#address(String(value));
      case 'data': return 'x'.repeat(Math.max(1, Math.min(8, String(value).length)));
      case 'pid': return this.#pid(Number(value));
      case 'far-descriptor': return this.#far(step, Number(value));
      default: return value as Args[string];
    }
  }

  /** The listener that a carrier connects to, by the name that the system chose for it. */
  #chosenName({ action, diff }: Step): string | null {
    if (action.kind !== 'call' || action.call !== 'connect') return null;
    const listener = Object.keys(diff.updated).find((id) => this.#listeners.has(id));
    return listener ? `$${addressName(listener)}` : null;
  }

  /** A port that is free on any machine, and a name that no other program uses. */
  #address(address: string): string {
    const free = address.startsWith('[') ? '[::1]:0' : address.startsWith('/') || address.startsWith('@') ? '@' : '127.0.0.1:0';
    if (free !== address) this.#differences.add(`The address ${address} is ${free} here.`);
    return free;
  }

  #pid(pid: number): string | null {
    const process = [...this.#log.worldAt(this.#log.length).ofKind('process')].find((p) => p.pid === pid);
    return process && this.#actors.has(process.name) ? `$${process.name}` : null;
  }

  /** The descriptor of another process that pidfd_getfd copies. */
  #far(step: Step, number: number): string | null {
    const made = this.#mine(step)[0];
    const source = [...this.#log.worldAt(step.n - 1).holding(made?.object ?? '')].find((d) => d.number === number);
    return source && this.#names.has(source.id) ? `$${this.#nameOf(source)}` : null;
  }

  /** Descriptors of the story that a step adds. */
  #mine(step: Step): DescriptorEntity[] {
    return Object.values(step.diff.added).filter((e): e is DescriptorEntity => e.kind === 'descriptor' && this.#objects.has(e.object));
  }

  #bind(descriptor: DescriptorEntity): string {
    const base = descriptor.object === this.#socket ? 'socket' : this.#listeners.has(descriptor.object) ? 'listener'
      : descriptor.object.startsWith('pidfd') ? 'pidfd' : 'carrier';
    let name = base;
    for (let i = 2; this.#bound.has(name); i++) name = `${base}${i}`;
    this.#bound.add(name);
    this.#names.set(descriptor.id, name);
    return name;
  }

  #nameOf(descriptor: DescriptorEntity | undefined): string {
    return (descriptor && this.#names.get(descriptor.id)) ?? 'socket';
  }
}

const addressName = (object: string): string => `name${object.split(':')[1]}`;
