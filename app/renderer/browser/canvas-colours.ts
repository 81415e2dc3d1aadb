/** Colours of the style sheet for a canvas, which knows no custom properties. */

/** The present colours by their names in `tokens.css`. */
export function coloursOf<T extends string>(element: Element, names: readonly T[]): Record<T, string> {
  // light-dark() is resolved where a colour is used, and a custom property is not used anywhere.
  const probe = document.createElement('span');
  element.parentElement!.append(probe);
  const colours = Object.fromEntries(names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  }));
  probe.remove();
  return colours as Record<T, string>;
}

/** Calls `changed` after the user or the system has changed the theme. */
export function onTheme(changed: () => void, signal: AbortSignal): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal });
  const themes = new MutationObserver(changed);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  signal.addEventListener('abort', () => themes.disconnect());
}
