/** The transports of this system, and a wait for the other process that can be cancelled. */
import { useEffect, useState } from 'react';
import type { OwnWays } from '../../shared/contract/own.ts';
import { request } from '../store/host-client.ts';
import { useSession } from '../store/session.ts';

export function useWays(): OwnWays | null {
  const session = useSession((s) => s.opened?.state.session);
  const [ways, setWays] = useState<OwnWays | null>(null);
  useEffect(() => {
    let gone = false;
    if (session !== undefined) void request('own.ways', { session }).then((answer) => { if (!gone && answer.ok) setWays(answer.value); });
    return () => { gone = true; };
  }, [session]);
  return ways;
}

export interface Waiting {
  busy: boolean;
  problem: string | null;
  /** Does the work, one request at a time; a refusal is shown as `problem`. */
  run<T>(work: () => Promise<{ ok: true; value: T } | { ok: false; message: string }>): Promise<T | null>;
  cancel(): void;
}

export function useWaiting(): Waiting {
  const session = useSession((s) => s.opened?.state.session);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    busy, problem,
    async run(work) {
      setBusy(true);
      setProblem(null);
      const answer = await work();
      setBusy(false);
      if (answer.ok) return answer.value;
      setProblem(answer.message);
      return null;
    },
    cancel() {
      if (session !== undefined) void request('own.cancel', { session });
    },
  };
}
