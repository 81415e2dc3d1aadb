/** A link that selects a thing. */
import type { ReactNode } from 'react';
import { select } from '../store/ui.ts';

export function SelectLink({ id, mono = false, children }: { id: string | null; mono?: boolean; children: ReactNode }) {
  return <button type="button" className={mono ? 'link mono' : 'link'} onClick={() => select(id)}>{children}</button>;
}
