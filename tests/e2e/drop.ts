import type { Page } from '@playwright/test';

/** As if the file were dragged in from the desktop. */
export async function drop(app: Page, name: string, content: string): Promise<void> {
  const dataTransfer = await app.evaluateHandle(({ name, content }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], name));
    return transfer;
  }, { name, content });
  await app.locator('main').first().dispatchEvent('dragover', { dataTransfer });
  await app.locator('main').first().dispatchEvent('drop', { dataTransfer });
  await dataTransfer.dispose();
}
