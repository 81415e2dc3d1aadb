/** What a session has on the system while it runs, and what of that is there afterwards; read from /proc only. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Kinds of descriptors that sessions make; files and the runtime's own come and go with the test program. */
const OF_SESSIONS = /^(socket:|anon_inode:\[(eventpoll|pidfd)\])/;
const LISTENING = '0A';

/** State, parent, start and command of a process: enough to tell ours from another under the same number. */
function about(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${fields[0]}, parent ${fields[1]}, started at tick ${fields[19]}, ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)}`;
  } catch {
    return 'ending';
  }
}

/** Whether the number is that of a process which this one has started. */
export function isOurChild(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === process.pid;
  } catch {
    return false;
  }
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
  readonly #pids = new Set<number>();
  readonly #inodes = new Set<string>();
  readonly #ports = new Set<string>();

  /** Notes what these processes, and this one, hold at the moment. */
  see(pids: readonly number[]): void {
    for (const pid of pids) this.#pids.add(pid);
    const known = new Set(this.#before);
    const inodes = new Set([...pids, 'self' as const].flatMap((pid) => linksOf(pid))
      .filter((link) => !known.has(link)).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
    for (const inode of inodes) this.#inodes.add(inode);
    for (const line of tcpLines()) if (line.state === LISTENING && inodes.has(line.inode)) this.#ports.add(line.port);
  }

  /** How many of each were watched. */
  get seen(): { processes: number; sockets: number; ports: number } {
    return { processes: this.#pids.size, sockets: this.#inodes.size, ports: this.#ports.size };
  }

  /** What is there still; connections in TIME_WAIT belong to nobody any more and are not looked at. */
  left(): string[] {
    const before = [...this.#before];
    const own = ownDescriptors().filter((link) => {
      const at = before.indexOf(link);
      if (at >= 0) before.splice(at, 1);
      return at < 0;
    });
    return [
      ...own.map((link) => `descriptor ${link}`),
      ...[...this.#pids].filter((pid) => existsSync(`/proc/${pid}`)).map((pid) => `process ${pid}: ${about(pid)}`),
      ...tcpLines().filter((l) => this.#inodes.has(l.inode)).map((l) => `socket ${l.inode} in state ${l.state}`),
      // A port that somebody else has been given since has a socket we have never seen.
      ...tcpLines().filter((l) => l.state === LISTENING && this.#ports.has(l.port) && this.#inodes.has(l.inode)).map((l) => `port ${Number.parseInt(l.port, 16)}`),
    ];
  }
}
