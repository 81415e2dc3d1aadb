/** The scenario on another provider, or its counterpart on the other platform: both traces, step by step. */
import { useEffect, useRef, useState } from 'react';
import type { LibraryEntry, ProviderInfo } from '../../shared/contract/contract.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { ask } from '../store/host-client.ts';
import { isRecording, useSession } from '../store/session.ts';
import { type SecondRun, type Source, runBeside } from './second-run.ts';
import { PairedTable } from './paired-table.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

interface Choice {
  key: string;
  words: string;
  provider: ProviderId;
  source: Source;
  same: boolean;
}

export function TwoProviders() {
  const opened = useSession((s) => s.opened);
  const recording = useSession(isRecording);
  const [choices, setChoices] = useState<readonly Choice[] | null>(null);
  const [chosen, choose] = useState('');
  const [progress, setProgress] = useState<number | null>(null);
  const [run, setRun] = useState<(SecondRun & { same: boolean; key: string }) | null>(null);
  const cancel = useRef<AbortController | null>(null);
  useEffect(() => {
    let gone = false;
    void Promise.all([ask('providers.list', {}), ask('library.list', {})]).then(([providers, library]) => {
      if (!gone && providers && library && opened) setChoices(choicesFor(opened.header.provider, opened.scenario, providers, library));
    });
    return () => {
      gone = true;
      cancel.current?.abort();
    };
  }, [opened]);
  if (recording) return <p className="empty">{common.cannotContinue}</p>;
  if (!opened || choices === null) return <p className="empty">{strings.providers.loading}</p>;
  if (choices.length === 0) return <p className="empty">{strings.providers.none}</p>;
  const choice = choices.find((c) => c.key === chosen) ?? choices[0]!;
  const start = async () => {
    const abort = new AbortController();
    cancel.current = abort;
    setRun(null);
    setProgress(0);
    const result = await runBeside(choice.source, choice.provider, setProgress, abort.signal);
    setProgress(null);
    if (result && !abort.signal.aborted) setRun({ ...result, same: choice.same, key: choice.key });
  };
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="sides-body" tabIndex={0} aria-label={strings.choices.providers}>
      <p className="sides-choice">
        <label>{strings.providers.beside}
          <select value={choice.key} data-testid="beside" onChange={({ target }) => choose(target.value)}>
            {choices.map((c) => <option key={c.key} value={c.key}>{c.words}</option>)}
          </select>
        </label>
        {progress === null
          ? <button type="button" data-testid="run-beside" onClick={() => void start()}>
            {run?.key === choice.key ? strings.providers.runAgain : strings.providers.run}</button>
          : <><progress value={progress} aria-label={strings.providers.progress} />
            <button type="button" onClick={() => cancel.current?.abort()}>{common.cancel}</button></>}
      </p>
      {run ? <PairedTable run={run} /> : progress === null && <p className="empty">{strings.providers.whatItDoes}</p>}
    </section>
  );
}

/** The same scenario on every other provider that can run it, then its counterpart in the other platform's calls. */
function choicesFor(
  current: ProviderId, scenario: Extract<Source, { scenario: unknown }>['scenario'], providers: readonly ProviderInfo[],
  library: readonly LibraryEntry[],
): Choice[] {
  const able = providers.filter((p) => p.available);
  const same = able.filter((p) => p.id !== current && p.rules.includes(scenario.rules))
    .map((p): Choice =>
      ({ key: `same ${p.id}`, words: strings.providers.same(p.label), provider: p.id, source: { scenario }, same: true }));
  const mine = library.find((entry) => entry.rules === scenario.rules && entry.title === scenario.title);
  const twin = library.find((entry) => entry.rules !== scenario.rules && entry.id.split('/')[1] === mine?.id.split('/')[1]);
  const twins = twin ? able.filter((p) => p.rules.includes(twin.rules))
    .map((p): Choice =>
      ({ key: `twin ${p.id}`, words: strings.providers.counterpart(twin.rules === 'linux' ? 'Linux' : 'Winsock', p.label), provider: p.id,
        source: { library: twin.id }, same: false })) : [];
  return [...same, ...twins.sort((a, b) => Number(a.provider === 'model') - Number(b.provider === 'model'))];
}
