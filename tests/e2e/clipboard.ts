/** The clipboard, read as a user reads it: by pasting. No host gives the page leave to read it. */
import type { Page } from '@playwright/test';

/** What is in it now. The page's own fields stay as they are. */
export async function copied(page: Page): Promise<string> {
  await page.evaluate(() => {
    const area = document.createElement('textarea');
    area.id = 'pasted';
    document.body.append(area);
    area.focus();
  });
  await page.keyboard.press('Control+V');
  return page.evaluate(() => {
    const area = document.querySelector<HTMLTextAreaElement>('#pasted')!;
    area.remove();
    return area.value;
  });
}
