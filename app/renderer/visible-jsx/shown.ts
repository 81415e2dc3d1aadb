/** Props with the texts that people see or hear made visible; values, ids and keys stay as they are. */
import { visibleLines } from '../../shared/base/visible.ts';

const TEXTS = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'alt', 'placeholder'] as const;

type Props = Readonly<Record<string, unknown>>;

/** The same object where nothing in it has to change. */
export function shown(props: unknown): object {
  const given = props as Props;
  let changed: Record<string, unknown> | null = null;
  const put = (name: string, value: unknown) => {
    if (value !== given[name]) (changed ??= { ...given })[name] = value;
  };
  put('children', content(given['children']));
  for (const name of TEXTS) {
    const text = given[name];
    if (typeof text === 'string') put(name, visibleLines(text));
  }
  return changed ?? given;
}

/** Lists within lists come from elements in a loop, which have passed here themselves; the texts among them have not. */
function content(children: unknown): unknown {
  if (typeof children === 'string') return visibleLines(children);
  if (!Array.isArray(children)) return children;
  const list = children.map(content);
  return list.some((child, i) => child !== children[i]) ? list : children;
}
