/** A call before it is made: its arguments, what the rules say of it, and what the system shows. */
import { useEffect, useState } from 'react';
import type { HeldFact, HeldView } from '../../shared/contract/recording.ts';
import { fullArgs } from '../../shared/format/full-args.ts';
import { predictedText } from '../../shared/format/outcome.ts';
import type { RuleId } from '../../shared/domain/ids.ts';
import { Arrows } from '../components/arrows.tsx';
import { RuleChips } from '../components/rule-chips.tsx';
import { SentenceText } from '../components/sentence-text.tsx';
import { heldNow, useProgram } from '../store/program.ts';
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
  const clock = useProgram((s) => s.clock);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return <span data-testid="held-remaining">{text.released(Math.max(0, Math.ceil((until - clock - now) / SECOND)))}</span>;
}
