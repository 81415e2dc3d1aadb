/** Which program: a command with its folder and environment, or a process that was chosen; from which source, and held before what. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Input } from '../../shared/contract/contract.ts';
import type { ProgramCommand, RecordingOffer } from '../../shared/contract/recording.ts';
import { isEnter } from '../components/is-enter.ts';
import { ask } from '../store/host-client.ts';
import { prepare, useProgram } from '../store/program.ts';
import { useUi } from '../store/ui.ts';
import { SOURCES, type Source, firstSource, reasonsOf, refusalsOf } from './source.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export interface FormValue {
  command: string;
  folder: string;
  environment: string;
  source: Source;
  holds: string;
  limit: string;
}

const EMPTY: FormValue = { command: '', folder: '', environment: '', source: 'auto', holds: 'shares', limit: '60' };
const text = strings.dialog;

interface Props { value: FormValue | null; onChange: (value: FormValue) => void; onCancel: () => void }

export function ProgramForm({ value, onChange, onCancel }: Props) {
  const process = useProgram((s) => s.process);
  const [offer, setOffer] = useState<RecordingOffer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const first = useRef<HTMLTextAreaElement>(null);
  const load = () => { void ask('recording.offer', {}).then(setOffer); };
  useEffect(load, []);
  const known = offer !== null;
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the form is there once the offer is known
  useEffect(() => { first.current?.focus(); }, [known]);
  if (!offer) return <p className="empty">{text.loading}</p>;
  if (offer.reason !== null) return <><h2>{text.label}</h2><p className="empty" data-testid="program-refused">{offer.reason}</p></>;
  const refusals = refusalsOf(offer, process !== null);
  const form = value ?? { ...EMPTY, folder: offer.folder, source: firstSource(refusals) };
  const set = (change: Partial<FormValue>) => onChange({ ...form, ...change });
  const submit = async (mode: 'record' | 'debug') => {
    const input = inputOf(form, mode, process);
    setProblem(typeof input === 'string' ? input : await prepare(input));
  };
  const choose = ({ command, folder, environment }: ProgramCommand) =>
    set({ command, folder: folder ?? offer.folder, environment: environment.map((v) => `${v.name}=${v.value}`).join('\n') });
  const forget = async () => {
    await ask('recording.forget', {});
    load();
  };
  return (
    <form onSubmit={(event) => {
      event.preventDefault();
      void submit('record');
    }}>
      <h2>{text.label}</h2>
      {process ? <Field name={text.process}><b data-testid="program-process">{text.attach(process.name, process.pid)}</b></Field> : (
        <>
          <Field name={text.command} hint={text.commandHint}>
            {/* Of several lines, because a field of one drops the newlines of what is pasted. */}
            <textarea ref={first} className="mono" rows={2} value={form.command} data-testid="program-command" spellCheck={false}
              onKeyDown={(event) => {
                if (!isEnter(event) || event.shiftKey) return;
                event.preventDefault();
                void submit('record');
              }}
              onChange={({ target }) => set({ command: target.value })} /></Field>
          <Recent recent={offer.recent} onChoose={choose} onForget={() => void forget()} />
          <Field name={text.folder}>
            <input className="mono" value={form.folder} data-testid="program-folder" spellCheck={false} autoComplete="off"
              onChange={({ target }) => set({ folder: target.value })} /></Field>
          <Field name={text.environment} hint={text.environmentHint}>
            <textarea className="mono" rows={2} value={form.environment} data-testid="program-environment" spellCheck={false}
              onChange={({ target }) => set({ environment: target.value })} /></Field>
        </>
      )}
      <Field name={text.source} hint={reasonsOf(refusals)}>
        <select value={form.source} data-testid="program-source"
          onChange={({ target }) => set({ source: SOURCES.find((source) => source === target.value) ?? 'auto' })}>
          {SOURCES.map((source) =>
            <option key={source} value={source} disabled={refusals[source] !== null}>{text.sources[source]}</option>)}
        </select></Field>
      <Field name={text.holds} hint={text.holdsHint}>
        <textarea className="mono" rows={2} value={form.holds} data-testid="program-holds" spellCheck={false}
          onChange={({ target }) => set({ holds: target.value })} /></Field>
      <Field name={text.limit}>
        <input type="number" min={1} max={3600} value={form.limit} data-testid="program-limit"
          onChange={({ target }) => set({ limit: target.value })} /></Field>
      {problem !== null && <p className="problem" role="alert" data-testid="program-problem">{problem}</p>}
      <p className="dialog-end">
        {!process && <button type="button" className="link choose" data-testid="program-choose"
          onClick={() => useUi.setState({ overlay: null, place: 'live' })}>{text.choose}</button>}
        <span className="spring" />
        <button type="button" data-testid="program-cancel" onClick={onCancel}>{common.cancel}</button>
        <button type="button" data-testid="program-debug" onClick={() => void submit('debug')}>{text.ask.debug}</button>
        <button type="submit" className="primary" data-testid="program-record">{text.ask.record}</button>
      </p>
    </form>
  );
}

function Field({ name, hint = null, children }: { name: string; hint?: string | null; children: ReactNode }) {
  return (
    // The field is among the children.
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control
    <label className="field"><span>{name}</span>{children}{hint !== null && <small className="quiet-text">{hint}</small>}</label>
  );
}

interface RecentProps { recent: readonly ProgramCommand[]; onChoose: (program: ProgramCommand) => void; onForget: () => void }

function Recent({ recent, onChoose, onForget }: RecentProps) {
  if (recent.length === 0) return null;
  return (
    <div className="field">
      <span>{text.recent}</span>
      <ul className="recent-programs" data-testid="program-recent">
        {recent.map((program) => (
          <li key={`${program.folder ?? ''} ${program.command}`}>
            <button type="button" className="link mono" onClick={() => onChoose(program)} title={program.folder ?? ''}>
              {program.command}</button></li>
        ))}
        <li><button type="button" className="link" data-testid="program-forget" onClick={onForget}>{text.forget}</button></li>
      </ul>
    </div>
  );
}

/** The request, or what is wrong with the form. */
function inputOf({ command, folder, environment, source, holds, limit }: FormValue, mode: 'record' | 'debug',
  process: { capture: string; holder: number } | null): Input<'recording.prepare'> | string {
  const lines = linesOf(environment);
  const wrong = lines.find((line) => line.indexOf('=') < 1);
  if (wrong !== undefined) return text.noEquals(wrong);
  const variables = lines.map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) }));
  return {
    target: process ? { capture: process.capture, holder: process.holder }
      : { command, folder: folder.trim() === '' ? null : folder.trim(), environment: variables },
    source, debug: mode === 'record' ? null : { hold: linesOf(holds), limit: Number(limit) },
  };
}

const linesOf = (lines: string): string[] => lines.split('\n').map((line) => line.trim()).filter((line) => line !== '');
