/** Where a run stops, and its speed: a popup below its button. */
import './run.css';
import { useEffect, useId, useRef } from 'react';
import { ChevronDown, X } from 'lucide-react';
import { callNames } from '../../shared/calls/catalogue.ts';
import { type Breakpoint, breakpointText } from '../../shared/trace/breakpoints.ts';
import { usePopup } from '../components/use-popup.ts';
import { setPace } from '../store/control.ts';
import { PACES, clearBreakpoints, isSet, toggleBreakpoint, useRunOrder } from '../store/run-order.ts';
import { isRecording, useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { thingName } from '../format/thing.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

const ALWAYS: readonly { at: Breakpoint; title: string }[] = [
  { at: { kind: 'divergence' }, title: strings.always.divergence }, { at: { kind: 'hazard' }, title: strings.always.hazard },
  { at: { kind: 'error' }, title: strings.always.error }, { at: { kind: 'unmet' }, title: strings.always.unmet },
];

export function BreakpointsButton() {
  const { open, setOpen, box } = usePopup();
  const count = useRunOrder((s) => s.breakpoints.length);
  const recording = useSession(isRecording);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes what is inside
    <span className="run-order" ref={box} onKeyDown={(event) => {
      if (event.key !== 'Escape' || !open) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    }}>
      <button ref={button} type="button" data-testid="breakpoints" aria-expanded={open} aria-controls={open ? id : undefined}
        aria-label={strings.button(count)}
        title={recording ? strings.speedTitle : strings.buttonTitle} onClick={() => setOpen(!open)}>
        {count > 0 && <span className="count">{count}</span>}<ChevronDown size={13} aria-hidden="true" />
      </button>
      {open && <section className="run-panel" id={id} aria-label={strings.label} data-testid="run-panel" data-own-arrows>
        {!recording && <Places />}
        <Speed recording={recording} onClose={close} />
      </section>}
    </span>
  );
}

/** Where a run stops. */
function Places() {
  const { breakpoints } = useRunOrder();
  const selection = useUi((s) => s.selection);
  const world = useSession((s) => s.world);
  const opened = useSession((s) => s.opened);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  if (!opened) return null;
  const { rules, scenario } = opened.header;
  const thing = selection === null ? undefined : world.get(selection);
  const names = scenario.processes.map((p) => p.name);
  const others = breakpoints.filter((b) => !ALWAYS.some(({ at }) => isSet([at], b)));
  const nameOf = (b: Breakpoint): string => {
    const about = b.kind === 'change' ? world.get(b.entity) : undefined;
    return about ? strings.changeOf(thingName(world, rules, about)) : breakpointText(b);
  };
  return (
    <>
      <fieldset>
        <legend className="heading">{strings.after}</legend>
        {ALWAYS.map(({ at, title }, i) => (
          <label key={at.kind} className="run-choice">
            <input ref={i === 0 ? first : null} type="checkbox" data-testid={`break-${at.kind}`} checked={isSet(breakpoints, at)}
              onChange={() => toggleBreakpoint(at)} /> {title}
          </label>
        ))}
        {thing && thing.kind !== 'process' && (
          <label className="run-choice">
            <input type="checkbox" data-testid="break-change" checked={isSet(breakpoints, { kind: 'change', entity: thing.id })}
              onChange={() => toggleBreakpoint({ kind: 'change', entity: thing.id })} />
            {' '}{strings.changeOf(thingName(world, rules, thing))}
          </label>
        )}
      </fieldset>
      <div className="run-more">
        <Choose label={strings.call} testId="break-call" options={callNames(rules)}
          onChoose={(call) => toggleBreakpoint({ kind: 'call', call })} />
        <Choose label={strings.process} testId="break-process" options={names}
          onChoose={(process) => toggleBreakpoint({ kind: 'process', process })} />
        <Choose label={strings.step} testId="break-plan" options={scenario.steps.map((_, i) => String(i + 1))}
          onChoose={(n) => toggleBreakpoint({ kind: 'plan', plan: Number(n) - 1 })} />
      </div>
      {others.length > 0 && (
        <ul className="run-set" aria-label={strings.list}>
          {others.map((b) => (
            <li key={JSON.stringify(b)} data-testid="break-set">
              <span>{nameOf(b)}</span>
              <button type="button" className="quiet" aria-label={strings.removeLabel(nameOf(b))} title={strings.remove}
                onClick={() => toggleBreakpoint(b)}><X size={12} aria-hidden="true" /></button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Speed({ recording, onClose }: { recording: boolean; onClose: () => void }) {
  const { breakpoints, pace } = useRunOrder();
  return (
    <>
      <label className="run-pace">
        <span className="heading">{strings.speed}</span>
        <select data-testid="pace" value={pace} onChange={({ target }) => setPace(Number(target.value))}>
          {PACES.map((ms) => <option key={ms} value={ms}>{strings.speeds(ms)}</option>)}
        </select>
      </label>
      <div className="run-end">
        {!recording && <button type="button" onClick={clearBreakpoints} aria-disabled={breakpoints.length === 0}>{strings.clear}</button>}
        <button type="button" className="primary" data-testid="run-panel-done" onClick={onClose}>{common.done}</button>
      </div>
    </>
  );
}

function Choose(
  { label, testId, options, onChoose }: { label: string; testId: string; options: readonly string[]; onChoose: (option: string) => void },
) {
  return (
    <select data-testid={testId} aria-label={strings.stopAfter(label)} value=""
      onChange={({ target }) => { if (target.value !== '') onChoose(target.value); }}>
      <option value="">{strings.choose(label)}</option>
      {options.map((option) => <option key={option} value={option}>{option}</option>)}
    </select>
  );
}
