/** The export directory of a DLL (PE/COFF specification, section 6.3), read from the memory of a process. */

/** `at`: offset of the entry in the address table, from the base of the DLL. `target`: what it holds. */
export interface Export { name: string; at: number; target: number }

/** An entry that is a function of another DLL, such as "kernel32.SetEvent". */
export interface Forwarder { name: string; at: number; to: string }

export interface Exports { name: string; size: number; machine: number; table: { from: number; bytes: number }; exports: readonly Export[];
  forwarders: readonly Forwarder[] }

/** `read` returns memory from an offset in the image, or null. */
export function exportsOf(read: (offset: number, bytes: number) => Buffer | null): Exports | null {
  const head = read(0, 0x1000);
  const header = head && headerIn(head);
  if (!header) return null;
  const { machine, size, directory } = header;
  const from = directory?.readUInt32LE(0) ?? 0;
  const length = directory?.readUInt32LE(4) ?? 0;
  const data = from === 0 || length < 40 || length > MOST ? null : read(from, length);
  if (!data) return { name: '', size, machine, table: { from: 0, bytes: 0 }, exports: [], forwarders: [] };
  const inside = (rva: number, bytes: number): boolean => rva >= from && rva + bytes <= from + length;
  const word = (rva: number): number => (inside(rva, 4) ? data.readUInt32LE(rva - from) : 0);
  const text = (rva: number): string => (inside(rva, 1) ? data.toString('latin1', rva - from, data.indexOf(0, rva - from)) : '');
  const [name, functions, names] = [text(data.readUInt32LE(12)), data.readUInt32LE(20), data.readUInt32LE(24)];
  const [table, texts, ordinals] = [data.readUInt32LE(28), data.readUInt32LE(32), data.readUInt32LE(36)];
  const exports: Export[] = [];
  const forwarders: Forwarder[] = [];
  for (let i = 0; i < Math.min(names, length / 4); i += 1) {
    const ordinal = inside(ordinals + 2 * i, 2) ? data.readUInt16LE(ordinals + 2 * i - from) : functions;
    const at = table + 4 * ordinal;
    const target = ordinal < functions ? word(at) : 0;
    // An entry that points back into the directory is the name of a function of another DLL.
    const one = { name: text(word(texts + 4 * i)), at };
    if (inside(target, 1)) forwarders.push({ ...one, to: text(target) });
    else if (target !== 0) exports.push({ ...one, target });
  }
  return { name, size, machine, table: { from: table, bytes: 4 * functions }, exports, forwarders };
}

/** Machine of a program; null if it is none. `head`: the beginning of its file. */
export const machineIn = (head: Buffer): number | null => headerIn(head)?.machine ?? null;

/** Bytes of an export directory at most. */
const MOST = 1 << 20;

function headerIn(head: Buffer): { machine: number; size: number; directory: Buffer | null } | null {
  if (head.length < 0x40 || head.readUInt16LE(0) !== 0x5a4d) return null;
  const pe = head.readUInt32LE(0x3c);
  if (pe + 24 + 128 > head.length || head.readUInt32LE(pe) !== 0x4550) return null;
  const optional = pe + 24;
  const isPlus = head.readUInt16LE(optional) === 0x20b;
  return { machine: head.readUInt16LE(pe + 4), size: head.readUInt32LE(optional + 56),
    directory: isPlus ? head.subarray(optional + 112, optional + 120) : null };
}
