/** The first screen: choose a provider, then a scenario. */
import './start.css';
import { type ReactNode, useEffect, useState } from 'react';
import { Radio, SquareTerminal } from 'lucide-react';
import type { AppInfo, LibraryEntry, ProviderInfo } from '../../shared/contract/contract.ts';
import type { RuleId } from '../../shared/domain/ids.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { openSession } from '../store/session-actions.ts';
import { RuleChips } from '../components/rule-chips.tsx';
import { ask, onSetUp } from '../store/host-client.ts';
import { openProgramForm } from '../store/program.ts';
import { useSession } from '../store/session.ts';
import { showDone, showNotice, useUi } from '../store/ui.ts';
import { ThemeChoice } from '../top-bar/theme-choice.tsx';
import { openFile } from '../files/open-file.ts';
import { ReadingNote, RecentList, RunningList, UnsavedList, useWork } from '../files/work-lists.tsx';
import { TourOffer } from '../tour/tour-offer.tsx';
import { startTour } from '../store/tour.ts';
import { TOUR_SCENARIO } from '../tour/tour-steps.ts';
import { FileDrop } from './file-drop.tsx';
import { ProviderPicker } from './provider-picker.tsx';
import { providerFor, scenarioFor } from '../store/provider-choice.ts';
import { SetUpDialog } from './set-up.tsx';
import { ScenarioList } from './scenario-list.tsx';
import { strings } from './strings.ts';

/** The scenario on which all others build; also that of the tour. */
const DEFAULT = 'hand-a-connection-over';

interface Offer {
  info: AppInfo;
  library: readonly LibraryEntry[];
  providers: readonly ProviderInfo[];
}

export function StartScreen({ messages }: { messages: ReactNode }) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [chosen, setChosen] = useState<ProviderId | null>(null);
  const [scenario, setScenario] = useState<string | null>(null);
  const [opening, setOpening] = useState(false);
  const settingUp = useUi((s) => s.overlay === 'set-up');
  const { work, running, discard, forget } = useWork();
  useEffect(() => {
    let gone = false;
    void Promise.all([ask('app.info', {}), ask('library.list', {}), ask('providers.list', {})]).then(([info, library, providers]) => {
      if (gone || !info || !library || !providers) return;
      const sorted = modelLast(providers);
      const real = sorted.find((p) => p.available && p.id !== 'model');
      setOffer({ info, library: defaultFirst(library), providers: sorted });
      const able = library.filter((entry) => !real || real.rules.includes(entry.rules));
      setScenario((able.find((entry) => entry.id.endsWith(`/${DEFAULT}`)) ?? able[0] ?? library[0])?.id ?? null);
    });
    return () => { gone = true; };
  }, []);

  const entry = offer?.library.find((e) => e.id === scenario) ?? null;
  const provider = offer ? providerFor(offer.providers, entry?.rules ?? null, chosen) : null;
  const chooseProvider = (id: ProviderId) => {
    setChosen(id);
    const described = offer?.providers.find((p) => p.id === id);
    if (offer && described) setScenario(scenarioFor(offer.library, entry, described)?.id ?? null);
  };
  const open = (input: Parameters<typeof openSession>[0]) => {
    setOpening(true);
    void openSession(input).finally(() => setOpening(false));
  };
  const openListed = (id: string) => {
    const listed = offer?.library.find((one) => one.id === id);
    const able = offer ? providerFor(offer.providers, listed?.rules ?? null, chosen) : null;
    if (!listed || !able || opening) return;
    setScenario(id);
    open({ provider: able, scenario: { library: id } });
  };
  const openChosen = (file: File) => {
    setOpening(true);
    void openFile(file, (rules) => (offer && providerFor(offer.providers, rules, chosen)) ?? 'model').finally(() => setOpening(false));
  };

  const takeTour = () => {
    const able = offer ? providerFor(offer.providers, 'winsock', chosen) : null;
    setOpening(true);
    void openSession({ provider: able ?? 'model', scenario: { library: TOUR_SCENARIO } })
      .then(() => { if (useSession.getState().opened) startTour(); }).finally(() => setOpening(false));
  };

  // It ends also when its dialog was closed.
  useEffect(() => onSetUp((event) => {
    if (event.event !== 'setup.ended') return;
    if (event.problem !== null) {
      if (useUi.getState().overlay !== 'set-up') showNotice(event.problem);
      return;
    }
    showDone(strings.setUp.done);
    void ask('providers.list', {}).then((providers) => {
      if (providers) setOffer((before) => before && { ...before, providers: modelLast(providers) });
    });
  }), []);

  return (
    <>
      {settingUp && <SetUpDialog />}
      <header className="top-bar">
        <h1>{strings.app}</h1>
        <span className="spring" />
        <button type="button" className="quiet" data-testid="tour-again" disabled={!offer || opening} onClick={takeTour}>
          {strings.tour}</button>
        {offer && <span className="version" title={strings.versionTitle}>{strings.version(offer.info.version, offer.info.machine)}</span>}
        <ThemeChoice />
      </header>
      {messages}
      <main className="start">
        <section className="intro">
          <p className="lead">{strings.lead}</p>
          <span className="entries">
            <button type="button" className="live-entry" data-testid="open-live" onClick={() => useUi.setState({ place: 'live' })}>
              <Radio size={16} aria-hidden="true" /> <span><b>{strings.live}</b> {strings.liveAbout}</span>
            </button>
            <button type="button" className="live-entry" data-testid="open-program" onClick={() => openProgramForm(null)}>
              <SquareTerminal size={16} aria-hidden="true" /> <span><b>{strings.program}</b> {strings.programAbout}</span>
            </button>
          </span>
        </section>
        {offer ? (
          <>
            <TourOffer onStart={takeTour} />
            <RunningList running={running} />
            {work && <UnsavedList unsaved={work.unsaved} onDiscard={discard} />}
            <ProviderPicker providers={offer.providers} chosen={provider} onChoose={chooseProvider} />
            <ScenarioList library={offer.library} chosen={scenario} onChoose={setScenario}
              onOpen={openListed} />
            <aside className="launch">
              <button type="button" className="primary big" data-testid="open-session" disabled={!entry || !provider || opening}
                onClick={() => entry && openListed(entry.id)}>
                {opening ? strings.opening : strings.open}
              </button>
              <button type="button" className="big" data-testid="new-scenario" onClick={() => useUi.setState({ overlay: 'new-scenario' })}>
                {strings.create.button}</button>
              <Launch entry={entry} />
              <FileDrop onFile={openChosen} />
              <ReadingNote />
              {work && <RecentList recent={work.recent} onForget={forget} />}
              <button type="button" className="link own-open" data-testid="own-open" onClick={() => useUi.setState({ overlay: 'own' })}>
                {strings.own}</button>
            </aside>
          </>
        ) : <p className="empty">{strings.loading}</p>}
      </main>
    </>
  );
}

/** Real calls are the purpose of the program. */
const modelLast = (providers: readonly ProviderInfo[]): ProviderInfo[] =>
  [...providers].sort((a, b) => Number(a.id === 'model') - Number(b.id === 'model'));

/** The groups keep their order; within a group, the introductory scenario comes first, and is visible. */
function defaultFirst(library: readonly LibraryEntry[]): readonly LibraryEntry[] {
  const isDefault = (entry: LibraryEntry) => entry.id.endsWith(`/${DEFAULT}`);
  return [...library].sort((a, b) => (a.group === b.group ? Number(isDefault(b)) - Number(isDefault(a)) : 0));
}

function Launch({ entry }: { entry: LibraryEntry | null }) {
  if (!entry) return <p className="empty">{strings.chooseScenario}</p>;
  return (
    <div className="about">
      <h2>{entry.title}</h2>
      <p>{entry.story}</p>
      <dl className="facts">
        <dt>{strings.processes}</dt><dd>{entry.processes.join(', ')}</dd>
        <dt>{strings.steps}</dt><dd>{entry.steps}</dd>
        {entry.teaches.length > 0 && <><dt>{strings.rules}</dt><dd><RuleChips rules={entry.teaches as RuleId[]} /></dd></>}
      </dl>
      {entry.case && (
        <div className="case">
          <h3 className="heading">{strings.case}</h3>
          <p>{entry.case.text} <a href={entry.case.url} target="_blank" rel="noreferrer">{new URL(entry.case.url).hostname}</a></p>
        </div>
      )}
    </div>
  );
}
