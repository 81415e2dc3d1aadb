/** The last lines of a recording: who holds which listener and why, and which hazards arose. */
import type { DescriptorEntity, SocketEntity } from '../domain/entities.ts';
import { type StepNumber, processId } from '../domain/ids.ts';
import { allOf, entity } from '../domain/world.ts';
import type { Hazard } from '../trace/hazard.ts';
import type { TraceLog } from '../trace/log.ts';
import { Naming } from '../trace/naming.ts';
import { type Sentence, at, say } from '../trace/sentence.ts';
import type { Step } from '../trace/step.ts';

export interface ListenerStory {
  /** Id of the socket. */
  socket: string;
  /** "socket #1 TCP listens on 127.0.0.1:8080 and is held by sleep." */
  head: Sentence;
  /** A descriptor each, in order: how it came about and how it ended. */
  holders: readonly Sentence[];
  open: boolean;
}

/** The sockets that listened, those that are still open first. */
export function listenerStories(log: TraceLog): ListenerStory[] {
  const world = log.worldAt(log.length);
  const names = new Naming(world, log.header.rules);
  const lives = descriptorLives(log);
  return allOf(world, 'socket').flatMap((socket): ListenerStory[] => {
    const since = listenedSince(log, socket);
    if (since === null) return [];
    const mine = lives.filter(({ descriptor }) => descriptor.object === socket.id);
    return [{ socket: socket.id, open: socket.closedAt === null, head: headOf(names, socket, mine),
      holders: mine.map((life) => lifeText(log, names, life)) }];
  }).toSorted((a, b) => Number(b.open) - Number(a.open));
}

/**
 * The life of each descriptor as text, in order: "server fd 3 socket:1: created by socket, closed by close". For comparing two
 * recordings of one program.
 */
export function descriptorStories(log: TraceLog): string[] {
  return descriptorLives(log).map(({ descriptor, from, to }) =>
    `${descriptor.process.slice('process:'.length)} fd ${descriptor.number} ${descriptor.object}: ${descriptor.how} by `
    + `${deedOf(log.step(from), descriptor)}, ${to === null ? 'open' : `closed by ${deedOf(log.step(to), descriptor)}`}`);
}

interface Life { descriptor: DescriptorEntity; from: StepNumber; to: StepNumber | null }

function descriptorLives(log: TraceLog): Life[] {
  const lives = new Map<string, Life>();
  for (const step of log.steps()) {
    for (const e of Object.values(step.diff.added)) if (e.kind === 'descriptor') lives.set(e.id, { descriptor: e, from: step.n, to: null });
    for (const id of Object.keys(step.diff.removed)) {
      const life = lives.get(id);
      if (life) life.to = step.n;
    }
  }
  return [...lives.values()];
}

function listenedSince(log: TraceLog, socket: SocketEntity): StepNumber | null {
  const step = log.stepsOf(socket.id, log.length)
    .find((n) => entity(log.worldAt(n), 'socket', socket.id)?.state === 'listening');
  return step ?? null;
}

function headOf(names: Naming, socket: SocketEntity, lives: readonly Life[]): Sentence {
  const it = say`${names.object(socket.id)} ${socket.local ?? 'at a port that no call showed'}`;
  if (socket.closedAt !== null) return say`${it} listened until ${at(socket.closedAt)}.`;
  const holders = [...new Set(lives.filter(({ to }) => to === null).map(({ descriptor }) => descriptor.process))];
  if (holders.length === 0) return say`${it} still listens; no descriptor of a recorded process holds it.`;
  return say`${it} still listens, held by ${holders.map((id) => names.nameOf(id)).join(', ')}.`;
}

function lifeText(log: TraceLog, names: Naming, { descriptor, from, to }: Life): Sentence {
  const is = names.descriptor(descriptor);
  const came = descriptor.how === 'found' ? say`${is}: open before the recording, found at ${at(from)}`
    : say`${is}: ${descriptor.how} by ${deedOf(log.step(from), descriptor, names)} at ${at(from)}`;
  return to === null ? say`${came}, still open.` : say`${came}, closed by ${deedOf(log.step(to), descriptor, names)} at ${at(to)}.`;
}

/** "vfork of python3" where another process made the call, "socket" where its own did. */
function deedOf(step: Step | undefined, { process }: DescriptorEntity, names: Naming | null = null): string {
  if (!step) return 'an unknown call';
  const { action } = step;
  const own = process.slice('process:'.length);
  switch (action.kind) {
    case 'call': case 'completion': {
      const [actor] = action.participant.split('/');
      return actor === own ? action.call : `${action.call} of ${names?.nameOf(processId(actor!)) ?? actor}`;
    }
    case 'death': return `the end of ${names?.nameOf(processId(action.process)) ?? action.process} (${action.how})`;
    case 'kill': return `the end of ${action.process}`;
    case 'message': return 'a message';
  }
}

/** The first items of each kind, and how many more there are by kind: a server can have the same hazard once per connection. */
export function firstOfEach<T>(all: readonly T[], kindOf: (one: T) => string, most: number): { shown: T[]; more: [string, number][] } {
  const counts = new Map<string, number>();
  const shown = all.filter((one) => {
    const count = (counts.get(kindOf(one)) ?? 0) + 1;
    counts.set(kindOf(one), count);
    return count <= most;
  });
  return { shown, more: [...counts].flatMap(([kind, count]) => (count > most ? [[kind, count - most]] : [])) };
}

/** Hazards that arose, each once, with the step that ended it. */
export function hazardsOf(log: TraceLog): { hazard: Hazard; ended: StepNumber | null }[] {
  const all = new Map<string, { hazard: Hazard; ended: StepNumber | null }>();
  for (const step of log.steps()) {
    for (const hazard of step.hazards) {
      const key = `${hazard.id} ${hazard.subjects.join(' ')} ${hazard.since}`;
      if (hazard.state === 'found') all.set(key, { hazard, ended: null });
      else if (all.has(key)) all.get(key)!.ended = step.n;
    }
  }
  return [...all.values()];
}
