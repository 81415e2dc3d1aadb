/** Limits the sessions of one user, and of all users of a host. Room is reserved before a session's first process starts. */
import { HOST, USER } from '../../../shared/base/limits.ts';
import { descriptorsLeft } from '../session/descriptors.ts';
import { Unavailable } from '../errors/unavailable.ts';

export interface Share {
  sessions: number;
  processes: number;
}

const NOTHING: Share = { sessions: 0, processes: 0 };

/** Shared by the services of all users of one host. */
export class HostBudget {
  readonly used: Share = { ...NOTHING };
  readonly most: Share;
  readonly #descriptorsLeft: () => number | null;

  constructor(most: Share = HOST, left: () => number | null = descriptorsLeft) {
    this.most = most;
    this.#descriptorsLeft = left;
  }

  /** Why the inspector itself has too few descriptors for that many processes, or null. */
  fewDescriptors(processes: number): string | null {
    const left = processes === 0 ? null : this.#descriptorsLeft();
    const needed = processes * HOST.descriptorsPerProcess + HOST.freeDescriptors;
    if (left === null || left >= needed) return null;
    return `The inspector can open ${left} more descriptors, and needs ${needed} to start ${processes} processes. `
      + 'Close a session, or raise "ulimit -n".';
  }
}

/** Room reserved by a session. */
export interface Hold extends Share {
  /** Releases it; only the first call counts. */
  release(): void;
}

export class Budget {
  readonly #host: HostBudget;
  readonly #most: Share;
  readonly #used: Share = { ...NOTHING };

  constructor(host: HostBudget = new HostBudget(), most: Share = USER) {
    this.#host = host;
    this.#most = most;
  }

  /**
   * Reserves room for one session with that many processes. `former`: the session that is closed once this one is open; not counted.
   * @throws Unavailable that names the exhausted limit, its value, and what to do.
   */
  take(processes: number, former: Share = NOTHING): Hold {
    const used = (of: Share, what: keyof Share) => of[what] - former[what];
    for (const [what, wanted] of [['sessions', 1], ['processes', processes]] as const) {
      if (wanted === 0) continue;
      const mine = used(this.#used, what);
      if (mine + wanted > this.#most[what]) throw new Unavailable(tooMany(what, 'you have', mine, wanted, this.#most[what]));
      const most = this.#host.most[what];
      const all = used(this.#host.used, what);
      if (all + wanted > most) throw new Unavailable(tooMany(what, 'all users of this host have', all, wanted, most));
    }
    const few = this.#host.fewDescriptors(processes);
    if (few !== null) throw new Unavailable(few);
    const add = (sign: 1 | -1) => {
      for (const of of [this.#used, this.#host.used]) {
        of.sessions += sign;
        of.processes += sign * processes;
      }
    };
    add(1);
    let held = true;
    return {
      sessions: 1, processes,
      release() {
        if (held) add(-1);
        held = false;
      },
    };
  }
}

function tooMany(what: keyof Share, who: string, used: number, wanted: number, most: number): string {
  return what === 'sessions'
    ? `The session was not opened: ${who} ${used} sessions open, and ${most} are the most. Close one first.`
    : `The session was not opened: it needs ${wanted} processes, ${who} ${used}, and ${most} are the most. Close a session first.`;
}
