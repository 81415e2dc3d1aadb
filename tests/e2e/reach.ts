/** Looks for elements that can be focused, and that a user cannot scroll into the viewport or that others cover. */
import type { Page } from '@playwright/test';

/** Things inside the graph and the canvas are moved by their own keys. */
const PANNED = '.react-flow__viewport *';

/** A line for each element out of reach, in the whole window, an open dialog, or `within` a popup that covers the rest. */
export function outOfReach(page: Page, within = 'body'): Promise<string[]> {
  return page.evaluate(({ panned, within }) => {
    const focusable = 'a[href], button, input, select, textarea, summary, [role="tab"], [tabindex]:not([tabindex="-1"])';
    const name = (e: Element) => `${e.tagName.toLowerCase()} ${(e as HTMLElement).dataset['testid'] ?? e.className} "${
      (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}"`;
    const clipped = (style: string) => style === 'hidden' || style === 'clip';
    const faults = (e: HTMLElement): string[] => {
      e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      // A script can scroll what has no scroll bar; a user cannot.
      for (let above = e.parentElement; above; above = above.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(above);
        if (clipped(overflowX)) above.scrollLeft = 0;
        if (clipped(overflowY)) above.scrollTop = 0;
      }
      const box = e.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const found: string[] = [];
      if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) found.push('is outside the viewport');
      for (let above = e.parentElement; above; above = above.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(above);
        const its = above.getBoundingClientRect();
        if (x < its.left - 1 || x > its.right + 1) if (overflowX !== 'visible') found.push(`is cut off by ${name(above)}`);
        if (y < its.top - 1 || y > its.bottom + 1) if (overflowY !== 'visible') found.push(`is cut off by ${name(above)}`);
      }
      const top = document.elementFromPoint(x, y);
      const own = (e as HTMLInputElement).labels?.[0] ?? e.closest('label') ?? e;
      if (found.length === 0 && top && !own.contains(top) && !top.contains(e) && !e.contains(top)) found.push(`is covered by ${name(top)}`);
      return found.map((fault) => `${name(e)} ${fault}`);
    };
    const root = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.querySelector(within)!;
    return [...root.querySelectorAll<HTMLElement>(focusable)]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(panned) && !e.closest('[inert], [aria-hidden="true"]'))
      .flatMap(faults);
  }, { panned: PANNED, within });
}
