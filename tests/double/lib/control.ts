/** What the tests ask the stand-in, over the IPC channel of the process that they started it in. */
import { quitApp } from './app.ts';
import { debuggingAddress } from './browser.ts';
import { made } from './browser-window.ts';
import { applicationMenu } from './menu.ts';
import { answerScheme } from './protocol.ts';
import { downloads, opened, saving, startup, violations } from './state.ts';

export type Question =
  | { what: 'report' }
  /** Sends on any channel from the top frame, or from the frame of this name. */
  | { what: 'send'; frame: string | null; channel: string; args: unknown[] }
  | { what: 'load'; url: string }
  /** What the main process answers to an address of its scheme. */
  | { what: 'fetch'; url: string }
  | { what: 'crash' }
  /** From here on the user cancels what asks where to save a file, or no longer does. */
  | { what: 'cancel-saves'; cancelled: boolean }
  | { what: 'quit' };

export interface Report {
  preferences: Record<string, unknown>;
  url: string;
  visible: boolean;
  opened: string[];
  downloads: string[];
  violations: string[];
  menu: string[];
  schemes: Record<string, Record<string, boolean>>;
}

async function answer(question: Question): Promise<unknown> {
  const window = made.at(-1);
  if (!window) throw new Error('There is no window yet');
  switch (question.what) {
    case 'report': return {
      preferences: { ...window.contents.preferences },
      url: window.contents.getURL(),
      visible: window.visible,
      opened, downloads, violations,
      menu: applicationMenu,
      schemes: Object.fromEntries(startup.schemes),
    } satisfies Report;
    case 'send': return window.contents.sendFrom(question.frame, question.channel, question.args);
    case 'load': return window.contents.load(question.url);
    case 'fetch': {
      const answer = await answerScheme(question.url, 'GET');
      return answer && { status: answer.status, headers: Object.fromEntries(answer.headers) };
    }
    case 'cancel-saves': return void (saving.cancelled = question.cancelled);
    case 'crash': return window.contents.crash();
    case 'quit': return quitApp();
  }
}

/** Listens to the tests, and tells them once where Chromium can be joined. */
export async function openControl(): Promise<void> {
  if (!process.send) return;
  process.on('message', (message: { ask: number; question: Question }) => {
    answer(message.question).then(
      (value) => process.send?.({ ask: message.ask, ok: true, value }),
      (error: unknown) => process.send?.({ ask: message.ask, ok: false, value: String(error) }),
    );
  });
  process.send({ ready: await debuggingAddress() });
}
