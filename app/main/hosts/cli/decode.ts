/** `handoff decode`: the fields of a WSAPROTOCOL_INFOW. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { type DecodedField, decodeAny } from '../../services/external-process/decode.ts';
import { parseCommandLine } from './args.ts';
import { readNamed } from './files.ts';
import { say, sayJson } from './output.ts';

export async function decodeCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('decode', args, { json: { type: 'boolean' } });
  const [file = '-', ...more] = positionals;
  if (more.length > 0) throw new InputProblem('more than one file given', 'handoff decode', 'Name one, or - for the standard input.');
  const decoded = decodeAny(await bytesOf(file), file === '-' ? 'the standard input' : file);
  if (values.json) {
    sayJson(decoded);
    return 0;
  }
  say('offset  size  field                       value');
  say(...decoded.fields.map(lineOf));
  if (decoded.targetPid !== null) say(`exported for process ${decoded.targetPid}`);
  return 0;
}

/** Accepts hex digits with spaces and line ends, or the frame: a few kilobytes at most. */
const MOST = 64 * 1024;

async function bytesOf(file: string): Promise<Uint8Array> {
  if (file !== '-')
    return readNamed(file,
      { most: MOST, advice: 'Name a file, or - for the standard input.', larger: 'A WSAPROTOCOL_INFOW has 628 bytes.' });
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MOST) {
      throw new InputProblem(`the input has more than ${MOST} bytes`, 'the standard input', 'A WSAPROTOCOL_INFOW has 628 bytes.');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function lineOf({ name, offset, size, value }: DecodedField): string {
  const text = typeof value === 'number' ? `${value} (0x${(value >>> 0).toString(16)})`
    : typeof value === 'string' ? value : value.join(' ');
  return `${String(offset).padStart(6)}  ${String(size).padStart(4)}  ${name.padEnd(26)}  ${text}`;
}
