/** Gives a descriptor of main to any process: told of first, then agreed to, then handed over. */
import { useState } from 'react';
import type { OwnGiven, OwnProcess } from '../../shared/contract/own.ts';
import { allOf } from '../../shared/domain/world.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { flush, request } from '../store/host.ts';
import { currentHistory, seek, useSession } from '../store/session.ts';
import { thingName } from '../words/thing.ts';
import { PlaceField } from './place-field.tsx';
import { useWaiting, useWays } from './waiting.ts';

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
  const mine = allOf(world, 'descriptor').filter((d) => d.process === 'process:main' && d.number !== null && d.object.startsWith('socket:'));
  const chosen = mine.find((d) => d.id === descriptor) ?? mine[0];
  if (!ways) return <p className="empty">Asking what this system can do …</p>;
  if (ways.reason !== null) return <p className="empty">{ways.reason}</p>;
  if (!chosen) return <p className="empty">main holds no socket yet. Perform the steps that make one, or call for one in the console.</p>;
  const give = (byHand: boolean) => void run(async () => {
    const { opened } = useSession.getState();
    seek(currentHistory().log.length);
    const answer = await request('own.give', { session: opened!.state.session, descriptor: chosen.id, process: own!.id, place: byHand ? null : place });
    flush();
    if (answer.ok) useSession.setState({ state: answer.value.state });
    return answer;
  }).then(setGiven);
  return (
    <>
      <label className="own-field">
        <span>What to give</span>
        <select data-testid="own-descriptor" value={chosen.id} onChange={({ target }) => setDescriptor(target.value)}>
          {mine.map((d) => <option key={d.id} value={d.id}>{thingName(world, rules, d)}: {objectName(world.get(d.object), rules, world)}</option>)}
        </select>
      </label>
      <ProcessField own={own} onFound={(found) => { setOwn(found); setGiven(null); }} />
      {own && (
        <>
          <PlaceField ways={ways} place={place} onPlace={setPlace} />
          <div className="own-actions">
            <button type="button" className="primary" data-testid="own-give" aria-disabled={busy || place === ''} onClick={() => { if (!busy && place !== '') give(false); }}>
              {busy ? 'Waiting for it to be taken…' : `Give it to ${own.name}`}
            </button>
            {ways.byHand && <button type="button" data-testid="own-give-by-hand" aria-disabled={busy} onClick={() => { if (!busy) give(true); }} title="Export it, and carry the 628 bytes yourself">Export as hex</button>}
            {busy && <button type="button" data-testid="own-cancel" onClick={cancel}>Cancel</button>}
          </div>
        </>
      )}
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-problem">{problem}</p>}
      {given && <Result given={given} />}
    </>
  );
}

function objectName(object: Parameters<typeof thingName>[2] | undefined, rules: Parameters<typeof thingName>[1], world: Parameters<typeof thingName>[0]): string {
  return object ? thingName(world, rules, object) : 'a socket';
}

function Result({ given: { takenBy, hex } }: { given: OwnGiven }) {
  return (
    <output className="own-result" data-testid="own-given">
      {takenBy !== null && <p>Process {takenBy} has taken it. It is a holder now: the graph shows it, and the trace has a step for it.</p>}
      {hex !== null && (
        <>
          <p>Exported. These bytes let that process import the socket, once; until it has, or has ended, they hold the socket open (S7).</p>
          <p className="mono own-hex">{hex} <CopyButton text={hex} what="the bytes" /></p>
        </>
      )}
    </output>
  );
}

/** The one way in which a process id enters: what is behind it is shown, and agreed to by going on. */
function ProcessField({ own, onFound }: { own: OwnProcess | null; onFound: (own: OwnProcess | null) => void }) {
  const [pid, setPid] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const look = () => {
    const number = Number(pid);
    if (!/^\d{1,10}$/.test(pid.trim()) || number < 1 || number > 0xffff_ffff) {
      setProblem('A process id is a whole number, such as 4711.');
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
      <label htmlFor="own-pid">Process id of the receiver</label>
      <div className="own-row">
        <input id="own-pid" className="mono" data-testid="own-pid" inputMode="numeric" value={pid} placeholder="4711" autoComplete="off"
          onChange={({ target }) => { setPid(target.value); onFound(null); }} onKeyDown={(event) => { if (event.key === 'Enter') look(); }} />
        <button type="button" data-testid="own-look" onClick={look}>Look it up</button>
      </div>
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-pid-problem">{problem}</p>}
      {own && (
        <dl className="own-facts" data-testid="own-process">
          <dt>Name</dt><dd className="mono">{own.name}</dd>
          <dt>Process id</dt><dd className="mono">{own.pid}</dd>
          <dt>Owner</dt><dd>{own.owner ?? 'not told by this system'}</dd>
          <dt>Started</dt><dd>{own.since === null ? 'not told by this system' : <time dateTime={own.since}>{new Date(own.since).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}</time>}</dd>
          <dd className="own-note">Is it the one you mean? Process ids are reused; if this one ends meanwhile, nothing is given.</dd>
        </dl>
      )}
    </div>
  );
}
