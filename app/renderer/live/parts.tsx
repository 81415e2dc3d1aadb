/** A sentence of the live view, with links to the holder, watcher or socket that it names. */
import type { LivePart } from '../../shared/live/hazard-kinds.ts';
import { Arrows } from '../components/arrows.tsx';
import { TextButton } from '../components/text-button.tsx';
import { selectSocket } from '../store/live.ts';

export function Parts({ parts }: { parts: readonly LivePart[] }) {
  return parts.map((part, i) => {
    // Parts of one sentence never change places.
    // oxlint-disable-next-line react/no-array-index-key
    if (typeof part === 'string') return <Arrows key={i} text={part} />;
    if ('socket' in part) {
      // oxlint-disable-next-line react/no-array-index-key
      return <TextButton key={i} onPress={() => selectSocket(part.socket, null)}>{part.text}</TextButton>;
    }
    const target = 'holder' in part ? `live-holder-${part.holder}` : null;
    // oxlint-disable-next-line react/no-array-index-key
    return target === null ? <b key={i}>{part.text}</b>
      : <TextButton key={i} onPress={() => document.getElementById(target)?.scrollIntoView({ block: 'center' })}>{part.text}</TextButton>;
  });
}
