/** Makes the texts of props that people see or hear visible; values, ids and keys stay unchanged. */
import { visibleLines } from '../../shared/base/visible.ts';

const TEXTS = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'alt', 'placeholder'] as const;

type Props = Readonly<Record<string, unknown>>;

/** Returns the same object if nothing in it needs to change. */
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

/** Nested lists come from elements in a loop, which have been processed; the texts among them have not. */
function content(children: unknown): unknown {
  if (typeof children === 'string') return visibleLines(children);
  if (!Array.isArray(children)) return children;
  const list = children.map(content);
  return list.some((child, i) => child !== children[i]) ? list : children;
}
