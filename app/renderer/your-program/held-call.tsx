/** A call before it is made: its arguments, what the rules say of it, what the system shows, and how it continues. */
import { useEffect, useState } from 'react';
import { errorNames } from '../../shared/calls/errors.ts';
import type { HeldFact, HeldView } from '../../shared/contract/recording.ts';
import { fullArgs } from '../../shared/format/full-args.ts';
import { predictedText } from '../../shared/format/outcome.ts';
import type { RuleId } from '../../shared/domain/ids.ts';
import { Arrows } from '../components/arrows.tsx';
import { RuleChips } from '../components/rule-chips.tsx';
import { SentenceText } from '../components/sentence-text.tsx';
import { heldNow, release, useProgram } from '../store/program.ts';
import { strings } from './strings.ts';

const text = strings.held;
const SECOND = 1000;

export function HeldCall() {
  const held = useProgram(heldNow);
  const all = useProgram((s) => s.state?.held);
  if (!held) return null;
  return (
    <section className="held-call" data-testid="held" aria-label={text.heading(held.participant, held.call)}>
      {all && all.length > 1 && (
        <fieldset className="program-line" aria-label={text.choose}>
          {all.map(({ id, participant, call }) => (
            <button key={id} type="button" className="quiet" aria-pressed={id === held.id} data-testid={`held-${id}`}
              onClick={() => useProgram.setState({ chosen: id })}>{participant}: {call}</button>
          ))}
        </fieldset>
      )}
      <HeldFacts held={held} />
      <Actions key={held.id} held={held} />
    </section>
  );
}

function HeldFacts({ held }: { held: HeldView }) {
  const { participant, call, args, predicted, rules, changes, hazards, facts, open, why } = held;
  const resolved = { kind: 'call' as const, participant, call, args, resolved: args, as: [] };
  return (
    <>
      <h2>{text.heading(participant, call)}</h2>
      <p className="mono" data-testid="held-call"><Arrows text={`${call}(${fullArgs(resolved, 'linux')})`} /></p>
      <dl className="facts">
        <dt>{text.predicted}</dt>
        <dd data-testid="held-predicted">{predictedText(predicted, 'linux', call)} <RuleChips rules={rules} /></dd>
        {changes.length > 0 && (
          <><dt>{predicted.kind === 'unknown' ? text.changesIf : text.changes}</dt>
            <dd><ul data-testid="held-changes">
              {changes.map((change) => <li key={JSON.stringify(change)}><SentenceText sentence={change} /></li>)}</ul></dd></>
        )}
        {hazards.map(({ id, rules: of, sentence }) => (
          <div key={id} className="whole"><dt data-tone="warn">{text.hazard}</dt>
            <dd><SentenceText sentence={sentence} /> <RuleChips rules={of as RuleId[]} /></dd></div>
        ))}
        {facts.length > 0 && <><dt>{text.facts}</dt>
          <dd><ul data-testid="held-facts">{facts.map((fact) => <li key={fact.number}><Fact fact={fact} /></li>)}</ul></dd></>}
      </dl>
      <p className="quiet-text">{text.why(why)}. {open > 0 && `${text.open(open)} `}<Remaining until={held.until} /></p>
    </>
  );
}

function Fact({ fact: { number, identity, closeOnExec, nonblocking, socket } }: { fact: HeldFact }) {
  if (identity === null) return <><span className="mono">{text.number(number)}</span>: {text.notOpen}</>;
  const addresses = socket && [socket.local, socket.remote].filter((address) => address !== null).join(' → ');
  return (
    <>
      <span className="mono">{text.number(number)}: {identity}</span>
      , {text.inherits[`${closeOnExec}`]}, {text.blocks[`${nonblocking}`]}
      {socket && <>, {socket.state}, <span className="mono"><Arrows text={addresses ?? ''} /></span>
        , {text.unread(socket.unread, socket.unsent)}</>}
    </>
  );
}

/** Seconds until the host releases it. */
function Remaining({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return <span data-testid="held-remaining">{text.released(Math.max(0, Math.ceil((until - now) / SECOND)))}</span>;
}

function Actions({ held }: { held: HeldView }) {
  const [error, setError] = useState('EMFILE');
  const [fits, setFits] = useState('0');
  return (
    <p className="program-line">
      <button type="button" className="primary" data-testid="held-continue" title={text.goTitle}
        onClick={() => void release({ kind: 'continue' })}>{text.go} <kbd>F5</kbd></button>
      <button type="button" data-testid="held-thread" title={text.threadTitle}
        onClick={() => void release({ kind: 'continue' }, 'thread')}>{text.thread} <kbd>F10</kbd></button>
      <button type="button" data-testid="held-process" title={text.processTitle}
        onClick={() => void release({ kind: 'continue' }, 'process')}>{text.process} <kbd>F9</kbd></button>
      <span className="pair">
        <select value={error} data-testid="held-error" aria-label={text.error} onChange={({ target }) => setError(target.value)}>
          {errorNames('linux').map((name) => <option key={name}>{name}</option>)}</select>
        <button type="button" data-testid="held-refuse" title={text.refuseTitle} onClick={() => void release({ kind: 'refuse', error })}>
          {text.refuse}</button>
      </span>
      {held.cuts && (
        <span className="pair">
          <input type="number" min={0} max={253} value={fits} data-testid="held-fits" aria-label={text.cutTo}
            onChange={({ target }) => setFits(target.value)} />
          <button type="button" data-testid="held-cut" onClick={() => void release({ kind: 'cut', descriptors: Number(fits) })}>
            {text.cut}</button>
        </span>
      )}
    </p>
  );
}
