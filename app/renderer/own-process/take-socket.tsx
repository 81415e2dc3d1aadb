/** Takes a socket that another process gives: main waits for it, or imports bytes that were carried by hand. */
import { useState } from 'react';
import { processNamed } from '../../shared/domain/world.ts';
import { flush, request } from '../store/host.ts';
import { currentHistory, seek, useSession } from '../store/session.ts';
import { PlaceField } from './place-field.tsx';
import { useWaiting, useWays } from './waiting.ts';

export function TakeSocket() {
  const ways = useWays();
  const pid = useSession((s) => processNamed(s.world, 'main')?.pid ?? null);
  const [place, setPlace] = useState('');
  const [bytes, setBytes] = useState('');
  const [name, setName] = useState<string | null>(null);
  const { busy, problem, run, cancel } = useWaiting();
  if (!ways) return <p className="empty">Asking what this system can do …</p>;
  if (ways.reason !== null) return <p className="empty">{ways.reason}</p>;
  const take = (from: { place: string } | { text: string }) => {
    setName(null);
    void run(async () => {
      const { opened } = useSession.getState();
      seek(currentHistory().log.length);
      const answer = await request('own.take', { session: opened!.state.session, from });
      flush();
      if (answer.ok) useSession.setState({ state: answer.value.state });
      return answer;
    }).then((taken) => setName(taken?.name ?? null));
  };
  return (
    <>
      <p>main is process <b className="mono">{pid}</b>. What it takes has a name from then on, and can be used in the console like any other descriptor.</p>
      <PlaceField ways={ways} place={place} onPlace={setPlace} taking />
      <div className="own-actions">
        <button type="button" className="primary" data-testid="own-take" aria-disabled={busy || place === ''} onClick={() => { if (!busy && place !== '') take({ place }); }}>
          {busy ? 'Waiting for a socket…' : 'Wait for a socket'}
        </button>
        {busy && <button type="button" data-testid="own-cancel" onClick={cancel}>Cancel</button>}
      </div>
      {ways.byHand && (
        <>
          <label className="own-field">
            <span>Or paste bytes that were made for process {pid}</span>
            <textarea className="mono" data-testid="own-take-bytes" rows={4} spellCheck={false} value={bytes} onChange={({ target }) => setBytes(target.value)} />
          </label>
          <div className="own-actions">
            <button type="button" data-testid="own-import" aria-disabled={busy || bytes.trim() === ''} onClick={() => { if (!busy && bytes.trim() !== '') take({ text: bytes }); }}>Import them</button>
          </div>
        </>
      )}
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-problem">{problem}</p>}
      {name !== null && <output className="own-result" data-testid="own-taken"><p>main has it, as <b className="mono">${name}</b>. The graph shows it, and who else holds it as far as we may look.</p></output>}
    </>
  );
}
