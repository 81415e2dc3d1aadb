/** A step by its number, as a link to it. */
import { goTo } from '../store/actions.ts';
import { useSession } from '../store/session.ts';
import { TextButton } from './text-button.tsx';

export function StepLink({ n }: { n: number }) {
  const here = useSession((s) => s.position === n);
  if (n === 0) return <span>the start</span>;
  return <TextButton whole here={here} onPress={() => goTo(n)} title={`Go to step ${n}`}>step {n}</TextButton>;
}
