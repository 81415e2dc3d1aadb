/** Offered on the first start, and never again once answered. */
import './tour.css';
import { forgetOffer, useTour } from './tour-store.ts';

export function TourOffer({ onStart }: { onStart: () => void }) {
  const offered = useTour((s) => s.offered);
  if (offered) return null;
  return (
    <section className="tour-offer" aria-label="Tour" data-testid="tour-offer">
      <p><b>New here?</b> A two-minute tour hands a connection from one process to another and shows where to look.</p>
      <button type="button" className="primary" data-testid="tour-start" onClick={onStart}>Take the tour</button>
      <button type="button" className="quiet" data-testid="tour-decline" onClick={forgetOffer}>No, thank you</button>
    </section>
  );
}
