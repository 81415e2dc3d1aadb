/** Heading of the inspector: the kind of thing, and its state. */
import type { ReactNode } from 'react';
import type { Tone } from '../../shared/domain/labels.ts';

export function PanelHeading({ children, aside, tone }: { children: ReactNode; aside?: ReactNode; tone?: Tone | undefined }) {
  return <h2 className="heading"><span>{children}</span>{aside !== undefined && <span data-tone={tone}>{aside}</span>}</h2>;
}
