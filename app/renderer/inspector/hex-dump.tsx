/** Bytes in hex and as ASCII, eight per line; runs of zero lines are collapsed. */
import { strings } from './strings.ts';

const PER_LINE = 8;

interface Props {
  bytes: Uint8Array;
  /** First byte and number of the bytes to mark. */
  from: number;
  size: number;
}

export function HexDump({ bytes, from, size }: Props) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = bytes.subarray(at, at + PER_LINE);
    const marked = from < at + PER_LINE && from + size > at;
    const zeros = zeroLines(bytes, at, from);
    if (zeros > 2 && !marked) {
      lines.push(<div key={at} className="zeros"><span className="offset">{offsetText(at)}</span>
        {strings.hex.zeros(offsetText(Math.min(bytes.length, at + zeros * PER_LINE) - 1))}</div>);
      at += (zeros - 1) * PER_LINE;
      continue;
    }
    lines.push(
      <div key={at}>
        <span className="offset">{offsetText(at)}</span>
        {Array.from(line, (byte, i) => (
          // Bytes of one line have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={i} className={at + i >= from && at + i < from + size ? 'byte marked' : 'byte'}>
            {byte.toString(16).padStart(2, '0')}</span>
        ))}
        <span className="ascii">{asciiOf(line)}</span>
      </div>,
    );
  }
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="hex mono" aria-label={strings.hex.label} tabIndex={0}>{lines}</section>
  );
}

/** How many complete lines of zeros start here, up to the marked bytes. */
function zeroLines(bytes: Uint8Array, start: number, marked: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] === 0 && at !== marked) at++;
  return at >= bytes.length ? Math.ceil((bytes.length - start) / PER_LINE) : Math.floor((at - start) / PER_LINE);
}

function offsetText(at: number): string {
  return at.toString(16).padStart(3, '0');
}

const asciiOf = (line: Uint8Array): string =>
  Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
