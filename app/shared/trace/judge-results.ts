/** Compares parts of a result with an expectation: event errors, completion packets, fields of a WSAPROTOCOL_INFOW. */
import { own } from '../base/own.ts';
import { FAMILY, PROTOCOL, TYPE } from '../calls/constants-winsock.ts';
import { errorNumber } from '../calls/errors.ts';
import type { Outcome, Results } from '../calls/types.ts';
import { fromHex } from '../domain/bytes.ts';
import { OPAQUE_FIELDS, PROTOCOL_INFO_SIZE, compareProtocolInfo, decodeProtocolInfo } from '../domain/protocol-info.ts';
import type { Expectation } from '../scenario/format.ts';

/** Names of constants that an expected field can have. */
const CONSTANTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  iAddressFamily: FAMILY, iSocketType: TYPE, iProtocol: PROTOCOL,
};

/** Returns a field or event that differs from the expectation, as "iProtocol 6"; null if none does. */
export function differingPart(e: Expectation, outcome: Outcome): string | null {
  return (e.packet === undefined ? null : packetMiss(e.packet, outcome))
    ?? (outcome.kind === 'ok' ? resultMiss(e, outcome.results) : null);
}

function resultMiss(e: Expectation, results: Results): string | null {
  return (e.errors === undefined ? null : errorMiss(e.errors, results))
    ?? (e.fields === undefined ? null : fieldMiss(e.fields, results))
    ?? (e.opaque === undefined ? null : opaqueMiss(e.opaque, results));
}

function errorMiss(expected: NonNullable<Expectation['errors']>, { errors = {} }: Results): string | null {
  const missed = Object.entries(expected).find(([event, code]) =>
    (own(errors, event) ?? 0) !== (typeof code === 'number' ? code : errorNumber('winsock', code)));
  return missed ? `${missed[0]} error ${own(errors, missed[0]) ?? 0}` : null;
}

function packetMiss(expected: NonNullable<Expectation['packet']>, outcome: Outcome): string | null {
  const seen = packetOf(outcome);
  if (!seen) return 'no packet';
  const missed = (['key', 'bytes', 'status'] as const).find((part) => expected[part] !== undefined && expected[part] !== seen[part]);
  return missed ? `packet ${missed} ${seen[missed]}` : null;
}

/** The packet that a call took from a port; a successful operation has the status 0. */
export function packetOf(outcome: Outcome): { key: number; bytes: number; status: number } | null {
  if (outcome.kind === 'error') return outcome.packet ?? null;
  if (outcome.kind !== 'ok' || typeof outcome.results.value !== 'number') return null;
  return { key: outcome.results.value, bytes: outcome.results.number ?? 0, status: 0 };
}

function fieldMiss(expected: NonNullable<Expectation['fields']>, results: Results): string | null {
  const bytes = infoIn(results);
  if (!bytes) return 'no WSAPROTOCOL_INFOW';
  const info: Readonly<Record<string, unknown>> = { ...decodeProtocolInfo(bytes) };
  const missed = Object.entries(expected).find(([name, value]) =>
    own(info, name) !== (own(own(CONSTANTS, name) ?? {}, String(value)) ?? value));
  return missed ? `${missed[0]} ${String(own(info, missed[0]))}` : null;
}

/** `of` has been resolved to hex digits. */
function opaqueMiss({ of, equal }: NonNullable<Expectation['opaque']>, results: Results): string | null {
  const [mine, other] = [infoIn(results), infoFrom(of)];
  if (!mine || !other) return 'no WSAPROTOCOL_INFOW to compare';
  const same = !compareProtocolInfo(mine, other).some(({ field }) => OPAQUE_FIELDS.includes(field));
  return same === equal ? null : `the opaque part is ${same ? 'equal' : 'different'}`;
}

const infoIn = ({ blob, value }: Results): Uint8Array | null => infoFrom(blob ?? value);

const infoFrom = (hex: unknown): Uint8Array | null =>
  (typeof hex === 'string' && hex.length === 2 * PROTOCOL_INFO_SIZE && /^[0-9a-f]+$/.test(hex) ? fromHex(hex) : null);
