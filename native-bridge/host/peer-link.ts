import type { PeerApi } from '../channel/protocol.ts';

/** A peer in a process of its session, however that process is reached. */
export interface PeerLink extends PeerApi {
  /** Resolves with the exit description when the process has ended. */
  readonly ended: Promise<string>;
  /** Kills the process immediately; `ended` follows. */
  kill(): void;
}
