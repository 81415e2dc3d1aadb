/** The IPC gate: accepts only the top frame of the app's window, from its origin; then `../gate.ts` decides. */
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { type HostEvent, REQUEST_NAMES } from '../../../shared/contract/contract.ts';
import { answer, refusal, type AnyAnswer, type HostedService } from '../gate.ts';
import { OrphanedSessions } from '../orphaned-sessions.ts';
import { OpenSessions } from '../open-sessions.ts';
import { PAGE_ORIGIN, PAGE_URL } from './origin.ts';

export interface IpcGate {
  /** The page is gone. Its sessions wait some time for it to reload, and are closed then. */
  pageGone(): void;
  /** Sends the page an event of the window, which the service does not know. */
  emit(event: HostEvent): void;
}

/** Registers one channel per request of the contract. `ourWindow` is null while the window does not exist. */
export function openIpc(service: HostedService, ourWindow: () => BrowserWindow | null): IpcGate {
  const leftovers = new OrphanedSessions();
  const ofPage = () => new OpenSessions(service, (session) => leftovers.release(session));
  let sessions = ofPage();
  for (const name of REQUEST_NAMES) {
    ipcMain.handle(`handoff:${name}`, async (event, input: unknown): Promise<AnyAnswer> => {
      const reason = strangerReason(event, ourWindow());
      if (reason !== null) return refusal(reason);
      const page = sessions;
      const given = await answer(service, name, input);
      page.note(name, input, given);
      return given;
    });
  }
  const emit = (event: HostEvent): void => {
    const window = ourWindow();
    if (window === null || window.isDestroyed()) return;
    // Only the app's own page receives session events.
    if (window.webContents.getURL().startsWith(PAGE_URL)) window.webContents.send('handoff:event', event);
  };
  service.onEvent(emit);
  return {
    emit,
    pageGone() {
      leftovers.add(sessions);
      sessions = ofPage();
    },
  };
}

/** Why the sender is not the app's page, or null if it is. */
function strangerReason(event: IpcMainInvokeEvent, window: BrowserWindow | null): string | null {
  const frame = event.senderFrame;
  if (window === null || window.isDestroyed() || event.sender !== window.webContents) return 'The sender is not the window of this app';
  if (frame === null) return 'The sender is gone';
  if (frame.parent !== null) return 'The sender is a frame inside the page';
  if (frame.origin !== PAGE_ORIGIN) return 'The sender is a page of a foreign origin';
  return null;
}
