/** Openings of sessions: their progress, and cancelling them. Wine alone takes seconds to start. */
import type { Input, OpeningRequest, SessionOpened } from '../../shared/contract/contract.ts';
import { ask, onOpening, request } from './host-client.ts';
import { showNotice } from './ui.ts';
import { showWork } from './progress.ts';
import { resettable } from './resettable.ts';
import { whileOpening } from './session-events.ts';
import { strings } from './strings.ts';

const openings = resettable(() => ({
  count: 0,
  /** Progress handlers of current openings, by name. */
  progress: new Map<string, (started: number, of: number) => void>(),
}));
onOpening(({ opening, started, of }) => openings.progress.get(opening)?.(started, of));

interface How {
  /** Cancels it; if absent, the window shows the progress with a cancel button. */
  signal?: AbortSignal;
  /** The subject of a problem, if the user chose a file. */
  file?: string | undefined;
  /** Work before the first process starts. */
  first?: string;
}

/** Requests a session. Null if it failed (the user was notified) or was cancelled. */
export async function askToOpen<K extends OpeningRequest>(
  name: K, input: Omit<Input<K>, 'opening'>, { signal, file, first = strings.startingHost }: How = {},
): Promise<SessionOpened | null> {
  const opening = `${performance.timeOrigin}-${openings.count++}`;
  let cancelled = signal?.aborted ?? false;
  const cancel = () => {
    cancelled = true;
    void request('session.cancel', { opening });
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const shown = signal ? null : showWork(first, cancel);
  if (shown) openings.progress.set(opening, (started, of) => shown.progress(strings.startingProcesses(started, of), started / of));
  try {
    const answer = await whileOpening(() => request(name, { ...input, opening } as Input<K>));
    if (answer.ok) {
      const opened = answer.value as SessionOpened;
      if (!cancelled) return opened;
      // The session had opened before the cancel request arrived.
      await ask('session.close', { session: opened.state.session });
    }
    else if (answer.code !== 'cancelled')
      showNotice(file === undefined || answer.message.startsWith(file) ? answer.message : `${file}: ${answer.message}`);
    return null;
  } finally {
    signal?.removeEventListener('abort', cancel);
    openings.progress.delete(opening);
    shown?.end();
  }
}
