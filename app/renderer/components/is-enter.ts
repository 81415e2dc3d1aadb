/** Enter alone: while an input method composes, it takes a candidate. */
import type { KeyboardEvent } from 'react';

export const isEnter = ({ key, nativeEvent }: KeyboardEvent): boolean => key === 'Enter' && !nativeEvent.isComposing;
