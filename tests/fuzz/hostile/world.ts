/** The world outside of every session, as it was before and as it is afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Noticed, Offered } from './bystander.ts';

/** Folders of sessions: whatever happens in one is the session's own. */
const OF_SESSIONS = /^\/tmp\/handoff-[^/]+(\/|$)/;
const WATCHED = '/tmp';

export class World {
  readonly offered: Offered;
  readonly #bystander: ChildProcess;
  readonly #inodes: ReadonlySet<string>;
  #noticed: Noticed = {};
  #files: ReadonlySet<string> = new Set();

  private constructor(bystander: ChildProcess, offered: Offered) {
    this.#bystander = bystander;
    this.offered = offered;
    this.#inodes = new Set(Object.values(offered.secrets));
  }

  /** Starts the bystander. @param program its built file. @param folder where it has its unix sockets. */
  static async open(program: string, folder: string): Promise<World> {
    // A process group of its own: a negative number must not be this program's too.
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
    // What is sent to one that has just ended.
    child.on('error', () => {});
    const world = new World(child, await heard<Offered>(child));
    await world.changes();
    return world;
  }

  /** What has changed since it was last asked: nothing, if every session kept to itself. */
  async changes(): Promise<string[]> {
    if (this.ended) return [`the bystander has ended (${this.#bystander.signalCode ?? this.#bystander.exitCode})`];
    this.#bystander.send('look');
    const noticed = await heard<Noticed>(this.#bystander).catch(() => null);
    if (!noticed) return ['the bystander has ended'];
    const files = new Set(tree(WATCHED));
    const changes = Object.entries(noticed)
      .flatMap(([name, value]) =>
        (Object.is(this.#noticed[name], value) || !(name in this.#noticed) ? []
          : [`${name}: ${this.#noticed[name]} before, ${value} now`]));
    for (const file of files) if (!this.#files.has(file) && this.#files.size > 0) changes.push(`${file} was made`);
    for (const file of this.#files) if (!files.has(file)) changes.push(`${file} is gone`);
    [this.#noticed, this.#files] = [noticed, files];
    return changes;
  }

  get ended(): boolean {
    return this.#bystander.exitCode !== null || this.#bystander.signalCode !== null;
  }

  /** Copies of the bystander's descriptors in any other process that is there: "process 12 holds socket:[7] as 21". */
  copies(): string[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== this.offered.pid).flatMap((pid) => links(pid)
      .flatMap(([fd, link]) => (this.#inodes.has(link) ? [`process ${pid} holds ${link} of the bystander as ${fd}`] : [])));
  }

  end(): void {
    this.#bystander.kill('SIGKILL');
  }
}

function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => { reject(new Error('the bystander has ended')); };
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as T);
    });
  });
}

function links(pid: string): [string, string][] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd): [string, string][] => {
      try {
        return [[fd, readlinkSync(`/proc/${pid}/fd/${fd}`)]];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Every name below the folder with its kind, size and time, but for folders of sessions. */
function* tree(folder: string): Iterable<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (OF_SESSIONS.test(path)) continue;
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) continue;
    yield `${path} (mode ${found.mode.toString(8)}, ${found.size} bytes, ${found.mtimeMs})`;
    if (found.isDirectory()) yield* tree(path);
  }
}
