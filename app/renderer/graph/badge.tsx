/** A small sign on a thing with a hazard or a divergence; the inspector describes it. */
import { TriangleAlert } from 'lucide-react';
import { useMark } from './highlight.ts';
import { strings } from './strings.ts';

export function Badge({ id }: { id: string }) {
  const mark = useMark(id);
  if (mark === undefined) return null;
  return (
    <span className="badge" data-mark={mark} title={strings.markTitle(mark)} data-testid={`badge-${id.replaceAll(':', '-')}`}>
      {mark === 'hazard' ? <TriangleAlert size={12} aria-hidden="true" /> : <b aria-hidden="true">≠</b>}
      <span className="hidden-words">{strings.mark(mark)}</span>
    </span>
  );
}
