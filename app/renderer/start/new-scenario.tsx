/** A scenario from scratch: provider, title and processes; its steps are composed in the Scenario view. */
import './new-scenario.css';
import { useEffect, useState } from 'react';
import { Plus, X } from 'lucide-react';
import type { ProviderInfo } from '../../shared/contract/contract.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import { SCENARIO_FORMAT, type Scenario, processSchema } from '../../shared/scenario/format.ts';
import { SCENARIO } from '../../shared/base/limits.ts';
import { filled } from '../components/filled.tsx';
import { OverlayDialog } from '../components/overlay.tsx';
import { strings as common } from '../components/strings.ts';
import { useEdits } from '../store/edits.ts';
import { ask } from '../store/host-client.ts';
import { providerFor } from '../store/provider-choice.ts';
import { openSession } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';
import { open, useUi } from '../store/ui.ts';
import { strings } from './strings.ts';

/** Room for the form of a call and the graph. */
const HIGH = '(min-height: 880px)';

/** A provider with the calls of one system: the model has both. */
interface Choice { provider: ProviderInfo; rules: Rules }

export function NewScenario() {
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const [chosen, setChosen] = useState(0);
  const [title, setTitle] = useState<string>(strings.create.title);
  const [names, setNames] = useState<readonly string[]>(['worker']);
  useEffect(() => {
    void ask('providers.list', {}).then((providers) => {
      if (!providers) return;
      const best = providerFor(providers, null, null);
      setChoices(providers.filter((p) => p.available).sort((a, b) => Number(b.id === best) - Number(a.id === best))
        .flatMap((provider) => provider.rules.map((rules) => ({ provider, rules }))));
    });
  }, []);
  const problem = problemOf(title, names);
  const choice = choices[chosen];
  const start = () => {
    if (problem !== null || !choice) return;
    const scenario: Scenario = { format: SCENARIO_FORMAT, title: title.trim(), rules: choice.rules,
      processes: ['main', ...names].map((name) => ({ name })), steps: [] };
    open(null);
    useUi.setState({ place: 'start' });
    const text = JSON.stringify(scenario);
    void openSession({ provider: choice.provider.id, scenario: { text, file: strings.create.file }, unlisted: true })
      .then(compose);
  };
  const name = (at: number, value: string) => setNames(names.with(at, value));
  return (
    <OverlayDialog label={strings.create.heading} className="new-scenario" onClose={() => open(null)}>
      <h2>{strings.create.heading}</h2>
      <form onSubmit={(event) => { event.preventDefault(); start(); }}>
        <label className="form-field"><span>{strings.create.name}</span>
          <input data-testid="new-title" value={title} maxLength={120} onFocus={({ target }) => target.select()}
            onChange={({ target }) => setTitle(target.value)} /></label>
        <label className="form-field"><span>{strings.provider}</span>
          <select data-testid="new-provider" value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
            {choices.map(({ provider, rules }, i) =>
              <option key={`${provider.id} ${rules}`} value={i}>{strings.create.choice(provider, rules)}</option>)}
          </select></label>
        <fieldset className="form-field">
          <legend>{strings.processes}</legend>
          <p className="quiet-text">{filled(strings.create.main, { main: <span className="mono">{strings.create.mainName}</span> })}</p>
          {names.map((value, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a name is known by its place while it is typed
            <span key={at} className="new-process">
              <input className="mono" data-testid={`new-process-${at + 1}`} aria-label={strings.create.process(at + 1)} value={value}
                maxLength={32} spellCheck={false} autoComplete="off" onChange={({ target }) => name(at, target.value)} />
              <button type="button" className="quiet" aria-label={strings.create.remove(value)}
                onClick={() => setNames(names.toSpliced(at, 1))}><X size={13} aria-hidden="true" /></button>
            </span>
          ))}
          <span><button type="button" data-testid="new-process-add" disabled={names.length + 1 >= SCENARIO.processes}
            onClick={() => setNames([...names, `worker${names.length + 1}`])}>
            <Plus size={13} aria-hidden="true" /> {strings.create.add}</button></span>
        </fieldset>
        {problem !== null && <p role="alert" data-tone="bad">{problem}</p>}
        <p className="dialog-end">
          <button type="button" onClick={() => open(null)}>{common.cancel}</button>
          <button type="submit" className="primary" data-testid="new-start" disabled={!choice || problem !== null}>
            {strings.create.start}</button>
        </p>
      </form>
    </OverlayDialog>
  );
}

/** The editor with its first step, in a high window above the graph. */
function compose(): void {
  if (useSession.getState().opened?.scenario.steps.length !== 0) return;
  useUi.setState({ tab: 'scenario', second: matchMedia(HIGH).matches ? 'graph' : null });
  useEdits.setState({ typing: { at: -1, as: 'insert' } });
}

function problemOf(title: string, names: readonly string[]): string | null {
  if (title.trim() === '') return strings.create.noTitle;
  const bad = names.find((name) => !processSchema.safeParse({ name }).success);
  if (bad !== undefined) return strings.create.badName(bad);
  const twice = names.find((name, i) => name === 'main' || names.indexOf(name) < i);
  return twice === undefined ? null : strings.create.twice(twice);
}
