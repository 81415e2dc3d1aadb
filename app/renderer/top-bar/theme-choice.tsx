/** Light, dark, or as the system says. */
import { type Theme, chooseTheme, useTheme } from '../store/theme.ts';

const THEMES: readonly { id: Theme; title: string }[] = [
  { id: 'auto', title: 'Auto' }, { id: 'light', title: 'Light' }, { id: 'dark', title: 'Dark' },
];

export function ThemeChoice() {
  const theme = useTheme((s) => s.theme);
  return (
    <label className="theme-choice" title="Colours of the window">
      <span className="hidden-words">Theme</span>
      <select value={theme} data-testid="theme" onChange={({ target }) => chooseTheme(THEMES.find((t) => t.id === target.value)?.id ?? 'auto')}>
        {THEMES.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
      </select>
    </label>
  );
}
