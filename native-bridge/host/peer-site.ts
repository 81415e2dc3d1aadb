import type { ProcessPlan, Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import type { PeerApi } from '../channel/protocol.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import type { FactReader } from './fact-reader.ts';
import type { PeerProcess } from './launcher.ts';
import type { Caller } from './one-time-listener.ts';
import type { PeerLink } from './peer-link.ts';
import type { DirtySet } from './probe-invalidation.ts';

/** Where the processes of one session run: this system, or another one in which a host program starts them. */
export interface PeerSite {
  /** "linux", "windows", "wine-8". */
  readonly platform: string;
  /** Whether main is this process. */
  readonly isHere: boolean;
  /**
   * Milliseconds beyond its grace period after which a call whose process does not answer is pending, because a call can
   * hold up the thread that answers (W26); null if such a process is waited for.
   */
  readonly silenceMs: number | null;
  /** Resolves with a description when the site ends by itself, and all of its processes with it. */
  readonly ended: Promise<string>;
  /** The peer in the process that stands for the inspector. */
  main(plan: ProcessPlan): Promise<PeerApi>;
  /** Starts a process. @throws Error if it cannot be started. */
  start(plan: ProcessPlan): Promise<PeerLink>;
  /** Adds a process that another one has created: its pid is not reused from now on. @throws Error if it cannot be opened. */
  hold(pid: number): Promise<KnownProcess>;
  /** Kills such a process; does nothing if it has ended. */
  end(known: KnownProcess): void;
  /** The process at the other end of a connection, if it is one that `hold` has added. */
  reach(caller: Caller, known: KnownProcess): PeerProcess;
  known(): readonly KnownProcess[];
  /** A folder that is private to the session, for pipes and files, as its processes name it. */
  folder(): Promise<string>;
  /** Removes a file in that folder; does nothing if there is none. */
  removeFile(path: string): Promise<void>;
  /** @param changes what can have changed since the last probe. */
  reader(changes: DirtySet): FactReader;
  /** @param pids of the session's processes, without main. See Provider.receivers. */
  receivers(asked: ReceiversAsked, pids: readonly number[]): Promise<Receivers | null>;
  /** Ends main and everything that is left. @param gone resolves when the other processes are gone. Never rejects. */
  dispose(gone: Promise<void>): Promise<void>;
}
