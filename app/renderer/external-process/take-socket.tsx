/** Takes a socket from another process: main waits for it, or imports pasted bytes. */
import { useState } from 'react';
import { processNamed } from '../../shared/domain/world.ts';
import { request } from '../store/host-client.ts';
import { currentHistory, seek, useSession } from '../store/session.ts';
import { flush } from '../store/session-events.ts';
import { PlaceField } from './place-field.tsx';
import { useWaiting, useWays } from './waiting.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

export function TakeSocket() {
  const ways = useWays();
  const pid = useSession((s) => processNamed(s.world, 'main')?.pid ?? null);
  const [place, setPlace] = useState('');
  const [bytes, setBytes] = useState('');
  const [name, setName] = useState<string | null>(null);
  const { busy, problem, run, cancel } = useWaiting();
  if (!ways) return <p className="empty">{strings.loading}</p>;
  if (ways.reason !== null) return <p className="empty">{ways.reason}</p>;
  const take = (from: { place: string } | { text: string }) => {
    setName(null);
    void run(async () => {
      const { opened } = useSession.getState();
      seek(currentHistory().log.length);
      const answer = await request('own.take', { session: opened!.state.session, from });
      flush();
      return answer;
    }).then((taken) => setName(taken?.name ?? null));
  };
  return (
    <>
      <p>{filled(strings.take.main, { pid: <b className="mono">{pid}</b> })}</p>
      <PlaceField ways={ways} place={place} onPlace={setPlace} taking />
      <div className="own-actions">
        <button type="button" className="primary" data-testid="own-take" aria-disabled={busy || place === ''}
          onClick={() => { if (!busy && place !== '') take({ place }); }}>
          {busy ? strings.take.waiting : strings.take.wait}
        </button>
        {busy && <button type="button" data-testid="own-cancel" onClick={cancel}>{common.cancel}</button>}
      </div>
      {ways.byHand && (
        <>
          <label className="own-field">
            <span>{strings.take.paste(pid)}</span>
            <textarea className="mono" data-testid="own-take-bytes" rows={4} spellCheck={false} value={bytes}
              onChange={({ target }) => setBytes(target.value)} />
          </label>
          <div className="own-actions">
            <button type="button" data-testid="own-import" aria-disabled={busy || bytes.trim() === ''}
              onClick={() => { if (!busy && bytes.trim() !== '') take({ text: bytes }); }}>{strings.take.import}</button>
          </div>
        </>
      )}
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-problem">{problem}</p>}
      {name !== null
        && <output className="own-result" data-testid="own-taken">
          <p>{filled(strings.take.taken, { name: <b className="mono">${name}</b> })}</p></output>}
    </>
  );
}
