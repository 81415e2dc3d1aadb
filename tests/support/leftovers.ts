/** What a session has on the system while it runs, and what of that is there afterwards; read from /proc only. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Kinds of descriptors that sessions make; files and the runtime's own come and go with the test program. */
const OF_SESSIONS = /^(socket:|anon_inode:\[(eventpoll|pidfd)\])/;
const LISTENING = '0A';

interface ProcessStat { state: string; parent: number; started: number }

/** /proc/PID/stat; the start, in ticks since the boot, tells a process from a later one under the same number. Null when there is none. */
function statOf(pid: number): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, parent: Number(fields[1]), started: Number(fields[19]) };
  } catch {
    return null;
  }
}

function about(pid: number, { state, parent, started }: ProcessStat): string {
  return `process ${pid}: ${state}, parent ${parent}, started at tick ${started}, `
    + readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 200);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Whether the number is that of a process which this one has started. */
export const isOurChild = (pid: number): boolean => statOf(pid)?.parent === process.pid;

/** Processes that carry a mark in the environment they were started with, this one apart. */
function marked(mark: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid
    && readOr(`/proc/${name}/environ`).split('\0').includes(mark)).map(Number);
}

function linksOf(pid: number | 'self'): string[] {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(`${folder}/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Descriptors of this process that a session could have left. */
export const ownDescriptors = (): string[] => linksOf('self').filter((link) => OF_SESSIONS.test(link)).sort();

interface TcpLine { port: string; state: string; inode: string }

function tcpLines(): TcpLine[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].filter((file) => existsSync(file)).flatMap((file) =>
    readFileSync(file, 'latin1').split('\n').slice(1).filter((line) => line.trim() !== '').map((line) => {
      const fields = line.trim().split(/\s+/);
      return { port: fields[1]!.split(':')[1]!, state: fields[3]!, inode: fields[9]! };
    }));
}

/** Watches the processes of sessions; what it saw of them must be gone in the end. */
export class Leftovers {
  readonly #before = ownDescriptors();
  readonly #mark: string | null;
  /** Start of each process seen, by its number; numbers are used again soon. */
  readonly #processes = new Map<number, number>();
  readonly #inodes = new Set<string>();
  readonly #ports = new Set<string>();

  /** @param mark "NAME=value" in the environment of processes to be watched besides those that are named. */
  constructor(mark: string | null = null) {
    this.#mark = mark;
  }

  /** Notes what these processes, and this one, hold at the moment. */
  see(named: readonly number[]): void {
    const pids = [...named, ...(this.#mark === null ? [] : marked(this.#mark))];
    for (const pid of pids) {
      const stat = statOf(pid);
      if (stat) this.#processes.set(pid, stat.started);
    }
    const known = new Set(this.#before);
    const inodes = new Set([...pids, 'self' as const].flatMap((pid) => linksOf(pid))
      .filter((link) => !known.has(link)).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
    for (const inode of inodes) this.#inodes.add(inode);
    for (const line of tcpLines()) if (line.state === LISTENING && inodes.has(line.inode)) this.#ports.add(line.port);
  }

  /** How many of each were watched. */
  get seen(): { processes: number; sockets: number; ports: number } {
    return { processes: this.#processes.size, sockets: this.#inodes.size, ports: this.#ports.size };
  }

  /** What is there still; connections in TIME_WAIT belong to nobody any more and are not looked at. */
  left(): string[] {
    const before = [...this.#before];
    const own = ownDescriptors().filter((link) => {
      const at = before.indexOf(link);
      if (at >= 0) before.splice(at, 1);
      return at < 0;
    });
    const there = [...new Set([...this.#processes.keys(), ...(this.#mark === null ? [] : marked(this.#mark))])].flatMap((pid) => {
      const stat = statOf(pid);
      return stat && (this.#processes.get(pid) ?? stat.started) === stat.started ? [about(pid, stat)] : [];
    });
    return [
      ...own.map((link) => `descriptor ${link}`),
      ...there,
      ...tcpLines().filter((l) => this.#inodes.has(l.inode)).map((l) => `socket ${l.inode} in state ${l.state}`),
      // A port that somebody else has been given since has a socket we have never seen.
      ...tcpLines().filter((l) => l.state === LISTENING && this.#ports.has(l.port) && this.#inodes.has(l.inode))
        .map((l) => `port ${Number.parseInt(l.port, 16)}`),
    ];
  }
}
