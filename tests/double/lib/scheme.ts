/**
 * Chromium knows no scheme of ours, and Electron's way of adding one is closed to us. So an address of a
 * custom scheme becomes an https address under `.invalid` that we intercept, and is translated back for the
 * main process.
 */
import { startup } from './state.ts';

const SUFFIX = '.custom-scheme.invalid';

/** handoff-app://inspector/x as https://inspector.handoff-app.custom-scheme.invalid/x; others as they are. */
export function toBrowser(address: string): string {
  const custom = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address);
  if (!custom || !startup.schemes.has(custom[1]!)) return address;
  return `https://${custom[2]}.${custom[1]}${SUFFIX}${custom[3]}`;
}

/** The way back, for addresses and for origins. */
export function fromBrowser(address: string): string {
  const mapped = /^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.custom-scheme\.invalid(.*)$/i.exec(address);
  return mapped ? `${mapped[2]}://${mapped[1]}${mapped[3]}` : address;
}
