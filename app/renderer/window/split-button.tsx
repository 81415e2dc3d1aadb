/** One view in the middle, or two. */
import { Columns2, Rows2 } from 'lucide-react';
import { toggleSplit, useUi } from '../store/ui.ts';

export function SplitButton() {
  const split = useUi((s) => s.second !== null);
  const Icon = split ? Columns2 : Rows2;
  return (
    <button type="button" className="quiet" data-testid="split" aria-pressed={split} onClick={toggleSplit} title={split ? 'Close the second pane (\\)' : 'Show a second view below (\\)'}>
      <Icon size={13} aria-hidden="true" /> {split ? 'One view' : 'Split'}
    </button>
  );
}
