/** A step by its number, as a link to it. */
import { goTo } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';
import { TextButton } from './text-button.tsx';
import { strings } from './strings.ts';

export function StepLink({ n }: { n: number }) {
  const here = useSession((s) => s.position === n);
  if (n === 0) return <span>{strings.theStart}</span>;
  return <TextButton whole here={here} onPress={() => goTo(n)} title={strings.goToStep(n)}>{strings.stepLink(n)}</TextButton>;
}
