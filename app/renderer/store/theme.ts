/** The user's choice of theme, remembered by the browser; "auto" follows the system. */
import { pageStore } from './resettable.ts';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

export const useTheme = pageStore<{ theme: Theme }>(() => ({ theme: stored() }));

/** Applies the stored choice to the document, before anything is drawn. */
export function applyStoredTheme(): void {
  apply(stored());
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  apply(theme);
  useTheme.setState({ theme });
}

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? 'auto';
}

function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
