/** Arrow keys, Home and End in a list of steps: they show another step and move the focus to it. */
import type { KeyboardEvent } from 'react';
import { goBack, goTo } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';

/** @param focused selector of the element of the current step that takes the focus. */
export function stepByKey(event: KeyboardEvent, focused: string): void {
  const { currentTarget: list } = event;
  const { position, length } = useSession.getState();
  if (event.key === 'ArrowUp' && position > 1) goBack();
  else if (event.key === 'ArrowDown' && position < length) goTo(position + 1);
  else if (event.key === 'Home' && length > 0) goTo(1);
  else if (event.key === 'End') goTo(length);
  else return;
  event.preventDefault();
  requestAnimationFrame(() => list.querySelector<HTMLElement>(focused)?.focus());
}
