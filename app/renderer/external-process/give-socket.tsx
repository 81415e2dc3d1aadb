/** Gives a descriptor of main to any process: described first, then confirmed, then handed over. */
import { useState } from 'react';
import type { OwnGiven, OwnProcess } from '../../shared/contract/own.ts';
import { allOf } from '../../shared/domain/world.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { isEnter } from '../components/is-enter.ts';
import { request } from '../store/host-client.ts';
import { currentHistory, seek, useSession } from '../store/session.ts';
import { flush } from '../store/session-events.ts';
import { thingName } from '../format/thing.ts';
import { PlaceField } from './place-field.tsx';
import { useWaiting, useWays } from './waiting.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function GiveSocket() {
  const ways = useWays();
  const length = useSession((s) => s.length);
  const rules = useSession((s) => s.opened?.header.rules ?? 'linux');
  const [own, setOwn] = useState<OwnProcess | null>(null);
  const [descriptor, setDescriptor] = useState('');
  const [place, setPlace] = useState('');
  const [given, setGiven] = useState<OwnGiven | null>(null);
  const { busy, problem, run, cancel } = useWaiting();
  const world = currentHistory().log.worldAt(length);
  const mine = allOf(world, 'descriptor')
    .filter((d) => d.process === 'process:main' && d.number !== null && d.object.startsWith('socket:'));
  const chosen = mine.find((d) => d.id === descriptor) ?? mine[0];
  if (!ways) return <p className="empty">{strings.loading}</p>;
  if (ways.reason !== null) return <p className="empty">{ways.reason}</p>;
  if (!chosen) return <p className="empty">{strings.give.nothing}</p>;
  const give = (byHand: boolean) => void run(async () => {
    const { opened } = useSession.getState();
    seek(currentHistory().log.length);
    const answer = await request('own.give',
      { session: opened!.state.session, descriptor: chosen.id, process: own!.id, place: byHand ? null : place });
    flush();
    return answer;
  }).then(setGiven);
  return (
    <>
      <label className="own-field">
        <span>{strings.give.descriptor}</span>
        <select data-testid="own-descriptor" value={chosen.id} onChange={({ target }) => setDescriptor(target.value)}>
          {mine.map((d) => <option key={d.id} value={d.id}>
            {strings.give.option(thingName(world, rules, d), objectName(world.get(d.object), rules, world))}</option>)}
        </select>
      </label>
      <ProcessField own={own} onFound={(found) => { setOwn(found); setGiven(null); }} />
      {own && (
        <>
          <PlaceField ways={ways} place={place} onPlace={setPlace} />
          <div className="own-actions">
            <button type="button" className="primary" data-testid="own-give" aria-disabled={busy || place === ''}
              onClick={() => { if (!busy && place !== '') give(false); }}>
              {busy ? strings.give.waiting : strings.give.button(own.name)}
            </button>
            {ways.byHand
              && <button type="button" data-testid="own-give-by-hand" aria-disabled={busy} onClick={() => { if (!busy) give(true); }}
                title={strings.give.byHandTitle}>{strings.give.byHand}</button>}
            {busy && <button type="button" data-testid="own-cancel" onClick={cancel}>{common.cancel}</button>}
          </div>
        </>
      )}
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-problem">{problem}</p>}
      {given && <Result given={given} />}
    </>
  );
}

function objectName(
  object: Parameters<typeof thingName>[2] | undefined, rules: Parameters<typeof thingName>[1], world: Parameters<typeof thingName>[0],
): string {
  return object ? thingName(world, rules, object) : strings.give.aSocket;
}

function Result({ given: { takenBy, hex } }: { given: OwnGiven }) {
  return (
    <output className="own-result" data-testid="own-given">
      {takenBy !== null && <p>{strings.give.taken(takenBy)}</p>}
      {hex !== null && (
        <>
          <p>{strings.give.exported}</p>
          <p className="mono own-hex">{hex} <CopyButton text={hex} what={strings.give.bytesCopy} /></p>
        </>
      )}
    </output>
  );
}

/** The only input for a process id: shows the process behind it; continuing confirms it. */
function ProcessField({ own, onFound }: { own: OwnProcess | null; onFound: (own: OwnProcess | null) => void }) {
  const [pid, setPid] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const look = () => {
    const number = Number(pid);
    if (!/^\d{1,10}$/.test(pid.trim()) || number < 1 || number > 0xffff_ffff) {
      setProblem(strings.process.wrongId);
      return;
    }
    setProblem(null);
    void request('own.process', { pid: number }).then((answer) => {
      onFound(answer.ok ? answer.value : null);
      if (!answer.ok) setProblem(answer.message);
    });
  };
  return (
    <div className="own-field">
      <label htmlFor="own-pid">{strings.process.pid}</label>
      <div className="own-row">
        <input id="own-pid" className="mono" data-testid="own-pid" inputMode="numeric" value={pid}
          placeholder={strings.process.placeholder} autoComplete="off"
          onChange={({ target }) => { setPid(target.value); onFound(null); }}
          onKeyDown={(event) => { if (isEnter(event)) look(); }} />
        <button type="button" data-testid="own-look" onClick={look}>{strings.process.lookUp}</button>
      </div>
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-pid-problem">{problem}</p>}
      {own && (
        <dl className="own-facts" data-testid="own-process">
          <dt>{strings.process.name}</dt><dd className="mono">{own.name}</dd>
          <dt>{strings.process.id}</dt><dd className="mono">{own.pid}</dd>
          <dt>{strings.process.owner}</dt><dd>{own.owner ?? strings.process.notReported}</dd>
          <dt>{strings.process.started}</dt>
          <dd>
            {own.since === null ? strings.process.notReported
              : <time dateTime={own.since}>{new Date(own.since).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}</time>}
              </dd>
          <dd className="own-note">{strings.process.confirm}</dd>
        </dl>
      )}
    </div>
  );
}
