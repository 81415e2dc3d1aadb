/** A sentence of the catalogue with components in its places: "Stopped after {step}." where `step` is a link. */
import { Fragment, type ReactNode } from 'react';

/** The names in braces of a text whose type is the text itself. */
type Slots<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | Slots<Rest> : never;

/** Returns the text as nodes, each `{name}` replaced by the node given under this name. */
export function filled<Text extends string>(text: Text, slots: Record<Slots<Text>, ReactNode>): ReactNode {
  const given: ReadonlyMap<string, ReactNode> = new Map(Object.entries<ReactNode>(slots));
  return text.split(/\{(\w+)\}/).map((part, i) => (
    // Every second part is a name. Parts of one text never change places.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={i}>{i % 2 === 0 ? part : given.get(part)}</Fragment>
  ));
}
