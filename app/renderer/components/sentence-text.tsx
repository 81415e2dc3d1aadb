/** A sentence of the trace with links: a step is shown, a thing is selected. */
import { Fragment } from 'react';
import type { Sentence } from '../../shared/trace/sentence.ts';
import { useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { Arrows } from './arrows.tsx';
import { StepLink } from './step-link.tsx';
import { TextButton } from './text-button.tsx';
import { strings } from './strings.ts';

export function SentenceText({ sentence }: { sentence: Sentence }) {
  return sentence.map((part, i) => {
    // Parts of one sentence never change places.
    // oxlint-disable-next-line react/no-array-index-key
    if (typeof part === 'string') return <Arrows key={i} text={part} />;
    // oxlint-disable-next-line react/no-array-index-key
    return <Fragment key={i}>{'step' in part ? <StepLink n={part.step} /> : <ThingLink id={part.entity} text={part.text} />}</Fragment>;
  });
}

/** A thing by its name; plain text if it is not in the world of the current step. */
function ThingLink({ id, text }: { id: string; text: string }) {
  const there = useSession((s) => s.world.get(id) !== undefined);
  return there ? <TextButton onPress={() => select(id)} title={strings.inspect(text)}>{text}</TextButton> : <span>{text}</span>;
}
