/** One view in the middle, or two. */
import { Columns2, Rows2 } from 'lucide-react';
import { toggleSplit, useUi } from '../store/ui.ts';
import { strings } from './strings.ts';

export function SplitButton() {
  const split = useUi((s) => s.second !== null);
  const Icon = split ? Columns2 : Rows2;
  return (
    <button type="button" className="quiet" data-testid="split" aria-pressed={split} onClick={toggleSplit}
      title={split ? strings.split.close : strings.split.open}>
      <Icon size={13} aria-hidden="true" /> {split ? strings.split.join : strings.split.split}
    </button>
  );
}
