/** One exported right on its way, and its 628 bytes where it has them. */
import type { TransferEntity } from '../../shared/domain/entities.ts';
import { currentHistory } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { ProcessName } from '../parts/process-name.tsx';
import { StepLink } from '../parts/step-link.tsx';
import { BlobView } from './blob-view.tsx';
import { FactRow, OtherFacts } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';

export function TransferFacts({ transfer: t }: { transfer: TransferEntity }) {
  const outcome = currentHistory().log.step(t.step)?.outcome;
  const blob = outcome?.kind === 'ok' ? outcome.results.blob : undefined;
  const state = t.state === 'in-flight' ? 'in flight' : t.state;
  return (
    <>
      <PanelHeading aside={state} tone={t.state === 'lost' ? 'bad' : 'plain'}>Transfer <span className="mono plain-case">{t.form}</span></PanelHeading>
      <p className="note">
        {t.form === 'WSAPROTOCOL_INFOW'
          ? 'Until it is imported it holds a reference inside the target process (S7). Never imported, it keeps the socket open until that process ends (S8).'
          : 'Until it is received it holds a reference inside the carrier’s queue (P5). The kernel drops it with the carrier (P6).'}
      </p>
      <dl className="fact-list">
        <FactRow name="From" source={{ known: 'performed' }}><ProcessName id={t.from} pid />, <StepLink n={t.step} /></FactRow>
        <FactRow name="For" source={{ known: 'performed' }}>{t.target === null ? 'whoever receives it' : <ProcessName id={t.target} pid />}</FactRow>
        {t.carrier !== null && <FactRow name="Carrier" source={{ known: 'predicted' }}><button type="button" className="link" onClick={() => select(t.carrier)}>queue of #{t.carrier.slice('socket:'.length)}</button></FactRow>}
        <FactRow name="Stands for" source={{ known: 'predicted' }}>
          {t.objects.map((id) => <button key={id} type="button" className="link" onClick={() => select(id)}>{id.startsWith('socket:') ? `#${id.slice('socket:'.length)}` : 'epoll'}</button>)}
        </FactRow>
        {t.name !== null && <FactRow name="Name" source={{ known: 'performed' }}><span className="mono">${t.name}</span></FactRow>}
        {t.endedAt !== null && <FactRow name={state} source={{ known: 'performed' }}><StepLink n={t.endedAt} /></FactRow>}
        <OtherFacts subject={t.id} shown={[]} />
      </dl>
      {blob !== undefined && <BlobView hex={blob} compare />}
    </>
  );
}
