/** Socket addresses in the notation of the catalogue. */
import { readable } from '../../domain/bytes.ts';
import * as c from '../../calls/constants-linux.ts';
import type { RawValue } from '../raw.ts';
import { bytesOf, choiceOf, numberOf, recordOf } from './values.ts';

/** "127.0.0.1:80", "[::1]:80", "/path", "@name"; null for other families and for addresses that the source did not decode. */
export function addressOf(value: RawValue | undefined): string | null {
  const is = value?.kind === 'changed' ? value.after : value;
  const fields = recordOf(is);
  if (!fields || is?.kind !== 'record') return null;
  switch (choiceOf(fields['sa_family'], c.FAMILY)) {
    case 'AF_INET': return internet(fields['sin_port'], fields['sin_addr'], (host) => host);
    case 'AF_INET6': return internet(fields['sin6_port'], fields['sin6_addr'] ?? is.others[0], (host) => `[${host}]`);
    case 'AF_UNIX': return unixPath(fields['sun_path']);
    default: return null;
  }
}

function internet(port: RawValue | undefined, host: RawValue | undefined, form: (host: string) => string): string | null {
  const [number, text] = [portOf(port), hostOf(host)];
  return number === null || text === null ? null : `${form(text)}:${number}`;
}

/** A number, or two bytes of it (-X raw). */
function portOf(value: RawValue | undefined): number | null {
  const bytes = bytesOf(value);
  return bytes?.length === 2 ? bytes.charCodeAt(0) * 256 + bytes.charCodeAt(1) : numberOf(value);
}

function hostOf(value: RawValue | undefined): string | null {
  if (value?.kind === 'conversion') return value.args.map((arg) => bytesOf(arg)).find((text) => text !== null) ?? null;
  const bytes = bytesOf(value);
  if (bytes?.length === 4) return Array.from({ length: 4 }, (_, i) => bytes.charCodeAt(i)).join('.');
  return bytes?.length === 16 ? groups(bytes) : null;
}

/** Without the longest row of zeros, as inet_ntop writes it (RFC 5952). */
function groups(bytes: string): string {
  const all = Array.from({ length: 8 }, (_, i) => (bytes.charCodeAt(2 * i) * 256 + bytes.charCodeAt(2 * i + 1)).toString(16)).join(':');
  const [zeros] = [...all.matchAll(/\b0(?::0)+\b/g)].toSorted(([a], [b]) => b.length - a.length);
  return zeros ? `${all.slice(0, zeros.index).replace(/:$/, '')}::${all.slice(zeros.index + zeros[0].length).replace(/^:/, '')}` : all;
}

/** A path relative to the working folder is one of the process: /proc/self/cwd/NAME. */
function unixPath(value: RawValue | undefined): string | null {
  if (value?.kind !== 'bytes') return null;
  const abstract = value.abstract || value.bytes.startsWith('\0');
  const name = readable(abstract ? value.bytes.replace(/^\0/, '') : value.bytes.replace(/\0.*$/s, ''));
  if (abstract) return `@${name}`;
  return name.startsWith('/') || name === '' ? name : `/proc/self/cwd/${name}`;
}
