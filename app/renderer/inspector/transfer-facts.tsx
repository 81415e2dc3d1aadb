/** One transfer in flight, and its 628 bytes if it has them. */
import type { TransferEntity } from '../../shared/domain/entities.ts';
import { currentHistory } from '../store/session.ts';
import { ProcessName } from '../components/process-name.tsx';
import { StepLink } from '../components/step-link.tsx';
import { BlobView } from './blob-view.tsx';
import { FactRow, OtherFacts } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { SelectLink } from '../components/select-link.tsx';
import { strings } from './strings.ts';

export function TransferFacts({ transfer: t }: { transfer: TransferEntity }) {
  const outcome = currentHistory().log.step(t.step)?.outcome;
  const blob = outcome?.kind === 'ok' ? outcome.results.blob : undefined;
  const state = t.state === 'in-flight' ? strings.transfer.inFlight : t.state;
  return (
    <>
      <PanelHeading aside={state} tone={t.state === 'lost' ? 'bad' : 'plain'}>
        {strings.transfer.heading} <span className="mono plain-case">{t.form}</span></PanelHeading>
      <p className="note">{t.form === 'SCM_RIGHTS' ? strings.transfer.noteLinux : strings.transfer.noteWinsock}</p>
      <dl className="fact-list">
        <FactRow name={strings.transfer.from} known="performed"><ProcessName id={t.from} pid />, <StepLink n={t.step} /></FactRow>
        <FactRow name={strings.transfer.for} known="performed">
          {t.target === null ? strings.transfer.anyReceiver : <ProcessName id={t.target} pid />}</FactRow>
        {t.carrier !== null && <FactRow name={strings.transfer.carrier} known="predicted">
            <SelectLink id={t.carrier}>{strings.queueOf(t.carrier.slice('socket:'.length))}</SelectLink></FactRow>}
        <FactRow name={strings.transfer.refersTo} known="predicted">
          {t.objects.map((id) => <SelectLink key={id} id={id}>
            {id.startsWith('socket:') ? `#${id.slice('socket:'.length)}` : strings.epollShort}</SelectLink>)}
        </FactRow>
        {t.name !== null && <FactRow name={strings.transfer.name} known="performed"><span className="mono">${t.name}</span></FactRow>}
        {t.endedAt !== null && <FactRow name={state} known="performed"><StepLink n={t.endedAt} /></FactRow>}
        <OtherFacts subject={t.id} shown={[]} />
      </dl>
      {blob !== undefined && <BlobView hex={blob} compare />}
    </>
  );
}
