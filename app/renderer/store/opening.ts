/** Sessions that are being opened: how far they are, and an end to it when the user does not want to wait. Wine alone takes seconds to start. */
import type { Input, OpeningRequest, SessionOpened } from '../../shared/contract/contract.ts';
import { ask, onOpening, request } from './host-client.ts';
import { showNotice } from './ui.ts';
import { showWork } from './progress.ts';
import { strings } from './strings.ts';

let count = 0;
/** By name, what hears of each opening under way. */
const heard = new Map<string, (started: number, of: number) => void>();
onOpening(({ opening, started, of }) => heard.get(opening)?.(started, of));

interface How {
  /** Cancels it; without one, the window shows how far it is, with a button that does. */
  signal?: AbortSignal;
  /** What a problem is about, where the user chose a file. */
  file?: string | undefined;
  /** What is done before the first process is started. */
  first?: string;
}

/** Asks for a session. Null when there is none: the user was told why, or has cancelled it. */
export async function askToOpen<K extends OpeningRequest>(name: K, input: Omit<Input<K>, 'opening'>, { signal, file, first = strings.startingHost }: How = {}): Promise<SessionOpened | null> {
  const opening = `${performance.timeOrigin}-${count++}`;
  let cancelled = signal?.aborted ?? false;
  const cancel = () => {
    cancelled = true;
    void request('session.cancel', { opening });
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const shown = signal ? null : showWork(first, cancel);
  if (shown) heard.set(opening, (started, of) => shown.progress(strings.startingProcesses(started, of), started / of));
  try {
    const answer = await request(name, { ...input, opening } as Input<K>);
    if (answer.ok) {
      const opened = answer.value as SessionOpened;
      if (!cancelled) return opened;
      // It was there before the wish was heard.
      await ask('session.close', { session: opened.state.session });
    } else if (answer.code !== 'cancelled') showNotice(file === undefined || answer.message.startsWith(file) ? answer.message : `${file}: ${answer.message}`);
    return null;
  } finally {
    signal?.removeEventListener('abort', cancel);
    heard.delete(opening);
    shown?.end();
  }
}
