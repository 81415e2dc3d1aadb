/** Links that lead out of the app. They open in the user's browser, and only where our documents are. */
import { shell } from 'electron';

const DOCUMENT_HOSTS: ReadonlySet<string> = new Set(['learn.microsoft.com', 'man7.org', 'nodejs.org']);

/** True for the https addresses of the fixed list of hosts, without user, password or port. */
export function isDocumentLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && DOCUMENT_HOSTS.has(url.host) && url.username === '' && url.password === '';
}

/** Opens a link to a document in the browser; any other is dropped. */
export function openDocument(address: string): void {
  if (!isDocumentLink(address)) return;
  // Without a browser there is nothing more to be done.
  shell.openExternal(new URL(address).href).catch(() => undefined);
}
