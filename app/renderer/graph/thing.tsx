/** Anything of the graph that can be selected: a button under a stable test id, one of a single tab stop. */
import type { CSSProperties, ReactNode } from 'react';
import { select } from '../store/ui.ts';
import { useFocus, useTabbable } from './focus.ts';
import { Badge } from './badge.tsx';
import { useSelected } from './highlight.ts';
import { useDimmed } from './related.ts';

interface Props {
  id: string;
  className: string;
  /** Said before the content by screen readers, which then read the content itself. */
  kind: string;
  children: ReactNode;
  style?: CSSProperties;
  title?: string | undefined;
  data?: Readonly<Record<`data-${string}`, string | number | undefined>>;
}

export function Thing({ id, className, kind, children, style, title, data }: Props) {
  const tabbable = useTabbable(id);
  const selected = useSelected(id);
  const dimmed = useDimmed(id);
  return (
    <button type="button" className={`thing nopan ${className}`} style={style} title={title} data-thing={id}
      data-testid={`node-${id.replaceAll(':', '-')}`}
      tabIndex={tabbable ? 0 : -1} aria-pressed={selected} data-dimmed={dimmed} onFocus={() => useFocus.setState({ id })}
      onClick={() => select(selected ? null : id)} {...data}>
      <span className="hidden-words">{kind} </span>
      {children}
      <Badge id={id} />
    </button>
  );
}
