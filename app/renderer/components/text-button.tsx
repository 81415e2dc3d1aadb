/** A button within a sentence: it wraps like the text. */
import type { KeyboardEvent, ReactNode } from 'react';

interface Props {
  onPress: () => void;
  title?: string;
  /** It leads to the current step. */
  here?: boolean;
  /** Short enough to stay on one line. */
  whole?: boolean;
  children: ReactNode;
}

export function TextButton({ onPress, title, here = false, whole = false, children }: Props) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onPress();
  };
  return (
    // A <button> is laid out as one box even when it is inline: a long one would break its sentence apart.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <span role="button" tabIndex={0} className="link" data-whole={whole} aria-current={here ? 'step' : undefined} title={title}
      onClick={onPress} onKeyDown={onKeyDown}>{children}</span>
  );
}
