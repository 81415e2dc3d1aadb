/** Light, dark, or as the system says. */
import { type Theme, chooseTheme, useTheme } from '../store/theme.ts';
import { strings } from './strings.ts';

const THEMES: readonly { id: Theme; title: string }[] = [
  { id: 'auto', title: strings.themes.auto }, { id: 'light', title: strings.themes.light }, { id: 'dark', title: strings.themes.dark },
];

export function ThemeChoice() {
  const theme = useTheme((s) => s.theme);
  return (
    <label className="theme-choice" title={strings.themeTitle}>
      <span className="hidden-words">{strings.theme}</span>
      <select value={theme} data-testid="theme"
        onChange={({ target }) => chooseTheme(THEMES.find((t) => t.id === target.value)?.id ?? 'auto')}>
        {THEMES.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
      </select>
    </label>
  );
}
