/** External links. They open in the user's browser, and only if they lead to the project's documents. */
import { shell } from 'electron';

const DOCUMENT_HOSTS: ReadonlySet<string> = new Set(['learn.microsoft.com', 'man7.org', 'nodejs.org']);

/** True for https addresses of the fixed list of hosts, without user, password or port. */
export function isDocumentLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && DOCUMENT_HOSTS.has(url.host) && url.username === '' && url.password === '';
}

/** Opens a link to a document in the browser; ignores any other. */
export function openDocument(address: string): void {
  if (!isDocumentLink(address)) return;
  // Nothing more to do without a browser.
  shell.openExternal(new URL(address).href).catch(() => undefined);
}
