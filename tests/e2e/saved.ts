/** What the page gives the user as files: the browser's own store cannot be read when it is another process's. */
import type { Page } from '@playwright/test';

interface Noted { savedBlobs: Blob[] }

/** Notes every file from here on. */
export async function noteSaved(page: Page): Promise<void> {
  await page.evaluate(() => {
    const own = window as unknown as Noted;
    own.savedBlobs = [];
    const create = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob | MediaSource) => {
      if (blob instanceof Blob) own.savedBlobs.push(blob);
      return create(blob);
    };
  });
}

/** Does what saves a file, and gives the file: name as it is offered, content as it is written. */
export async function savedBy(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer; type: string }> {
  const download = page.waitForEvent('download');
  await act();
  const name = (await download).suggestedFilename();
  const { base64, type } = await page.evaluate(async () => {
    const blob = (window as unknown as Noted).savedBlobs.at(-1)!;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return { base64: btoa(text), type: blob.type };
  });
  return { name, bytes: Buffer.from(base64, 'base64'), type };
}
