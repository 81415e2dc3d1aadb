/** A sentence of the live view: its pointers go to the holder, watcher or socket that they name. */
import type { LivePart } from '../../shared/live/hazard.ts';
import { Arrows } from '../parts/arrows.tsx';
import { selectSocket } from './store.ts';

export function Parts({ parts }: { parts: readonly LivePart[] }) {
  return parts.map((part, i) => {
    // Parts of one sentence never change places.
    // oxlint-disable-next-line react/no-array-index-key
    if (typeof part === 'string') return <Arrows key={i} text={part} />;
    if ('socket' in part) {
      // oxlint-disable-next-line react/no-array-index-key
      return <button key={i} type="button" className="link" onClick={() => selectSocket(part.socket, null)}>{part.text}</button>;
    }
    const target = 'holder' in part ? `live-holder-${part.holder}` : null;
    // oxlint-disable-next-line react/no-array-index-key
    return target === null ? <b key={i}>{part.text}</b> : <button key={i} type="button" className="link" onClick={() => document.getElementById(target)?.scrollIntoView({ block: 'center' })}>{part.text}</button>;
  });
}
