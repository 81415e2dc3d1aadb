import { SESSION } from '../../app/shared/base/limits.ts';
import type { Arrival, Carried, Content, Payload } from '../channel/protocol.ts';

/** Maximum payload of a carrier, in bytes. */
export const PAYLOAD_LIMIT = SESSION.payloadBytes;

/** The blobs that one process keeps, by name: exported here, or received in a message. */
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export class BlobStore {
  readonly #blobs = new Map<string, Uint8Array>();

  get(name: string): Uint8Array | undefined {
    return this.#blobs.get(name);
  }

  put(name: string, bytes: Uint8Array): void {
    // Copied, so that no later write to a shared buffer can change a capability (S16).
    this.#blobs.set(name, Uint8Array.from(bytes));
  }

  /** The payload to send. @throws Error if no blob has that name, or the text is too long. */
  payload(content: Content): Payload {
    if (content.kind === 'text') {
      const bytes = encoder.encode(content.text);
      if (bytes.length > PAYLOAD_LIMIT) throw new Error(`The text has ${bytes.length} bytes; at most ${PAYLOAD_LIMIT} are carried`);
      return { kind: 'text', bytes };
    }
    const bytes = this.#blobs.get(content.name);
    if (!bytes) throw new Error(`The sender keeps no blob named "${content.name}"`);
    return { kind: 'blob', bytes };
  }

  /** Stores a received blob; text is only returned. */
  arrived(payload: Payload, as: string): Arrival {
    if (payload.kind === 'text') return { text: decoder.decode(payload.bytes) };
    this.put(as, payload.bytes);
    return { text: null };
  }
}

export const encodePayload = ({ kind, bytes }: Payload): Carried => ({ kind, base64: Buffer.from(bytes).toString('base64') });
export const decodePayload = ({ kind, base64 }: Carried): Payload => ({ kind, bytes: Buffer.from(base64, 'base64') });
