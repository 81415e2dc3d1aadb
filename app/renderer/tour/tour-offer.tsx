/** Offered on the first start, and never again once answered. */
import './tour.css';
import { forgetOffer, useTour } from '../store/tour.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

export function TourOffer({ onStart }: { onStart: () => void }) {
  const offered = useTour((s) => s.offered);
  if (offered) return null;
  return (
    <section className="tour-offer" aria-label={strings.label} data-testid="tour-offer">
      <p>{filled(strings.offer, { newHere: <b>{strings.newHere}</b> })}</p>
      <button type="button" className="primary" data-testid="tour-start" onClick={onStart}>{strings.start}</button>
      <button type="button" className="quiet" data-testid="tour-decline" onClick={forgetOffer}>{strings.refuse}</button>
    </section>
  );
}
