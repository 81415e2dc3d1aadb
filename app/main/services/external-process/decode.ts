/** Reads the 628 bytes in any encoding: binary, hex digits, or the frame in which they are delivered. */
import type { DecodedBlob, DecodedField } from '../../../shared/contract/own.ts';
import { fromHex, toHex } from '../../../shared/domain/bytes.ts';
import { PROTOCOL_INFO_FIELDS, PROTOCOL_INFO_SIZE, type ProtocolInfo, decodeProtocolInfo } from '../../../shared/domain/protocol-info.ts';
import { FRAME_SIZE, decodeBlobFrame, startsWithMagic } from '../../../shared/external-process/frame.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';

export type { DecodedField };
export type Decoded = Omit<DecodedBlob, 'hex'>;

const TODO = `Give the ${PROTOCOL_INFO_SIZE} bytes of a WSAPROTOCOL_INFOW, binary or as hex digits, or a whole frame of ${FRAME_SIZE}.`;

/** @param where the source of the bytes, for the message. @throws InputProblem if they are not a blob. */
export function decodeAny(bytes: Uint8Array, where: string): Decoded {
  const whole = bytes.length === PROTOCOL_INFO_SIZE || startsWithMagic(bytes) ? bytes : fromDigits(bytes) ?? bytes;
  if (!startsWithMagic(whole)) return { targetPid: null, fields: fieldsOf(whole, where) };
  const frame = framed(whole, where);
  return { targetPid: frame.targetPid, fields: fieldsOf(frame.blob, where) };
}

function framed(bytes: Uint8Array, where: string): { targetPid: number; blob: Uint8Array } {
  try {
    const frame = decodeBlobFrame(bytes);
    if (frame) return frame;
  } catch (error) {
    throw new InputProblem((error as Error).message, where, TODO);
  }
  throw new InputProblem(`the frame ends after ${bytes.length} bytes`, where, TODO);
}

/** Hex digits in the formats that people paste: with blanks, commas, colons, 0x or \x; null for anything else. */
function fromDigits(bytes: Uint8Array): Uint8Array | null {
  const digits = new TextDecoder('latin1').decode(bytes).replace(/0x|\\x|[\s,:;{}-]/gi, '');
  return digits === '' || digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits) ? null : fromHex(digits);
}

function fieldsOf(bytes: Uint8Array, where: string): DecodedField[] {
  if (bytes.length !== PROTOCOL_INFO_SIZE)
    throw new InputProblem(`a WSAPROTOCOL_INFOW has ${PROTOCOL_INFO_SIZE} bytes, not ${bytes.length}`, where, TODO);
  const info = decodeProtocolInfo(bytes);
  return PROTOCOL_INFO_FIELDS.map(({ name, offset, size }) =>
    ({ name, offset, size, value: valueOf(info, name), hex: toHex(bytes.subarray(offset, offset + size)) }));
}

function valueOf(info: ProtocolInfo, name: string): DecodedField['value'] {
  switch (name) {
    case 'ProtocolChain.ChainLen': return info.ProtocolChain.ChainLen;
    case 'ProtocolChain.ChainEntries': return info.ProtocolChain.ChainEntries;
    default: return info[name as Exclude<keyof ProtocolInfo, 'ProtocolChain'>];
  }
}
