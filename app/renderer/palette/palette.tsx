/** Search and command palette: steps that match a filter, things of the world by name, and every command. */
import './palette.css';
import { useMemo, useState } from 'react';
import { Command } from 'cmdk';
import { aboutError } from '../../shared/explain/errors/about.ts';
import { TERM_KEYS, TERM_WORDS, parseStepFilter } from '../../shared/search/terms.ts';
import { OverlayDialog } from '../components/overlay.tsx';
import { Arrows } from '../components/arrows.tsx';
import { goTo } from '../store/session-actions.ts';
import { currentHistory, useRules, useSession } from '../store/session.ts';
import { open, select } from '../store/ui.ts';
import { actionWords, callOf } from '../../shared/format/action.ts';
import { outcomeWords } from '../../shared/format/outcome.ts';
import { thingName } from '../format/thing.ts';
import { commandsFor } from './commands.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

const MOST_STEPS = 40;
const MOST_THINGS = 12;

export function Palette() {
  const [text, setText] = useState('');
  const session = useSession((s) => s.opened);
  const length = useSession((s) => s.length);
  const world = useSession((s) => s.world);
  const rules = useRules();
  const index = session ? currentHistory().index : null;
  const parsed = useMemo(() => parseStepFilter(text), [text]);
  const empty = text.trim() === '';
  // The trace grows in place; its length triggers a new search.
  const steps = useMemo(
    () => (index && parsed.ok && !empty ? index.find(parsed.terms, MOST_STEPS + 1) : []),
    // oxlint-disable-next-line react/exhaustive-deps
    [index, parsed, empty, length],
  );
  const plain = parsed.ok && parsed.terms.every((t) => t.key === null) ? text.trim().toLowerCase() : null;
  const things = useMemo(() =>
    (plain === null || plain === '' ? [] : [...world.values()].map((thing) => ({ thing, name: thingName(world, rules, thing) }))
      .filter(({ name }) => name.toLowerCase().includes(plain)).slice(0, MOST_THINGS)), [world, rules, plain]);
  const errors = plain === null ? [] : aboutError(plain);
  const commands = parsed.ok ? commandsFor(text) : [];
  const act = (run: () => void) => {
    open(null);
    run();
  };
  return (
    <OverlayDialog label={strings.label} className="palette" onClose={() => open(null)}>
      <Command shouldFilter={false} label={strings.label} loop>
        <Command.Input value={text} onValueChange={setText} placeholder={strings.placeholder} data-testid="palette-input" />
        {!parsed.ok && <p className="palette-problem" role="alert">{strings.problemAt(parsed.message, parsed.at + 1)}</p>}
        <Command.List label={strings.list}>
          {parsed.ok && !empty
            && <Command.Empty>
              {filled(strings.noMatch, { error: <code>error:*</code>, process: <code>process:main</code> })}</Command.Empty>}
          {steps.length > 0 && (
            <Command.Group heading={steps.length > MOST_STEPS ? strings.groups.firstSteps(MOST_STEPS) : strings.groups.steps}>
              {steps.slice(0, MOST_STEPS).map((n) => <StepItem key={n} n={n} onSelect={() => act(() => goTo(n))} />)}
            </Command.Group>
          )}
          {things.length > 0 && (
            <Command.Group heading={strings.groups.things}>
              {things.map(({ thing, name }) => <Command.Item key={thing.id} value={thing.id} onSelect={() => act(() => select(thing.id))}>
                <Arrows text={name} /></Command.Item>)}
            </Command.Group>
          )}
          {errors.length > 0 && (
            <Command.Group heading={strings.groups.errors}>
              {errors.map(({ name, number, meaning }) => (
                <Command.Item key={name} value={`error ${name}`} data-testid={`error-${name}`} onSelect={() => setText(`error:${name}`)}>
                  <span>{meaning}</span><span className="mono">{name} {number}</span></Command.Item>
              ))}
            </Command.Group>
          )}
          {commands.length > 0 && (
            <Command.Group heading={strings.groups.commands}>
              {commands.map((c) => (
                <Command.Item key={c.id} value={`command ${c.id}`} data-testid={`command-${c.id}`} onSelect={() => act(c.run)}>
                  <span>{c.title}</span>{c.keys !== null && <kbd><Arrows text={c.keys} /></kbd>}
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
        {empty && (
          <div className="palette-terms">
            {TERM_KEYS.map((key) => <span key={key}><code>{key}:</code> {TERM_WORDS[key]}</span>)}
          </div>
        )}
      </Command>
    </OverlayDialog>
  );
}

function StepItem({ n, onSelect }: { n: number; onSelect: () => void }) {
  const { log } = currentHistory();
  const step = log.step(n)!;
  const { rules } = log.header;
  const { shown, title, args } = actionWords(step.action, rules);
  const { text, tone } = outcomeWords(step.outcome, rules, callOf(step.action));
  return (
    <Command.Item value={`step ${n}`} data-testid={`found-step-${n}`} onSelect={onSelect}>
      <span className="palette-step">
        <span className="quiet-text">{n}</span> {shown} <span className="mono">{title}</span> <span className="quiet-text">
          <Arrows text={args} /></span></span>
      <span className="mono" data-tone={tone}><Arrows text={text} /></span>
    </Command.Item>
  );
}
