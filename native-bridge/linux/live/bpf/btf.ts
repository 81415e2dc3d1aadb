/** The kernel's description of its types: /sys/kernel/btf/vmlinux; Documentation/bpf/btf.rst. */
import { readFileSync } from 'node:fs';

export const BTF_FILE = '/sys/kernel/btf/vmlinux';
const MAGIC = 0xeb9f;
const KIND = { INT: 1, ARRAY: 3, STRUCT: 4, UNION: 5, ENUM: 6, TYPEDEF: 8, VOLATILE: 9, CONST: 10, RESTRICT: 11, FUNC: 12, FUNC_PROTO: 13,
  VAR: 14, DATASEC: 15, DECL_TAG: 17, TYPE_TAG: 18, ENUM64: 19 } as const;
/** Words after the three of each type: a fixed number, plus a number per member. */
const FIXED = perKind([[KIND.INT, 1], [KIND.ARRAY, 3], [KIND.VAR, 1], [KIND.DECL_TAG, 1]]);
const EACH = perKind([[KIND.STRUCT, 3], [KIND.UNION, 3], [KIND.ENUM, 2], [KIND.FUNC_PROTO, 2], [KIND.DATASEC, 3], [KIND.ENUM64, 3]]);
const THROUGH: ReadonlySet<number> = new Set([KIND.TYPEDEF, KIND.VOLATILE, KIND.CONST, KIND.RESTRICT, KIND.TYPE_TAG]);

export class Btf {
  readonly #bytes: Buffer;
  readonly #strings: number;
  /** Offset of each type, by its id. */
  readonly #at: Uint32Array;
  readonly #structs = new Map<string, number>();
  readonly #functions = new Map<string, number>();
  readonly #typedefs = new Map<string, number>();

  /** Only names in `wanted` can be looked up. @throws Error if there is no BTF, or its format is unknown. */
  constructor(wanted: readonly string[], file = BTF_FILE) {
    const bytes = readFileSync(file);
    if (bytes.readUInt16LE(0) !== MAGIC) throw new Error(`${file} is no BTF`);
    const header = bytes.readUInt32LE(4);
    const types = header + bytes.readUInt32LE(8);
    const end = types + bytes.readUInt32LE(12);
    this.#bytes = bytes;
    this.#strings = header + bytes.readUInt32LE(16);
    const names = this.#places(wanted);
    const found = new Map([[KIND.STRUCT, this.#structs], [KIND.FUNC, this.#functions], [KIND.TYPEDEF, this.#typedefs]] as const);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const places = new Uint32Array(Math.ceil((end - types) / 12) + 1);
    for (let [at, id] = [types >> 2, 1]; at < end >> 2; id++) {
      places[id] = 4 * at;
      const info = words[at + 1]!;
      const kind = (info >>> 24) & 0x1f;
      const name = kind === KIND.STRUCT || kind === KIND.FUNC || kind === KIND.TYPEDEF ? names.get(words[at]!) : undefined;
      if (name !== undefined) found.get(kind as typeof KIND.STRUCT)!.set(name, id);
      at += 3 + FIXED[kind]! + EACH[kind]! * (info & 0xffff);
    }
    this.#at = places;
  }

  /** The id of a function. @throws Error if the kernel has no function of that name. */
  functionId(name: string): number {
    return idIn(this.#functions, name);
  }

  /** The id of a typedef, such as btf_trace_NAME of a tracepoint. @throws Error if the kernel has none of that name. */
  typedefId(name: string): number {
    return idIn(this.#typedefs, name);
  }

  /**
   * Bytes from the start of a struct to a member, by a path such as "__sk_common.skc_family"; anonymous members are
   * searched too. @throws Error if it does not exist, or is a bit-field.
   */
  offset(struct: string, path: string): number {
    const id = this.#structs.get(struct);
    if (id === undefined) throw new Error(`This kernel has no struct ${struct}`);
    let [type, bits] = [id, 0];
    for (const name of path.split('.')) {
      const found = this.#member(type, name);
      if (!found) throw new Error(`struct ${struct} has no ${path} in this kernel`);
      if (found.bitfield) throw new Error(`${path} of struct ${struct} is a bit-field in this kernel`);
      bits += found.bits;
      type = found.type;
    }
    return bits / 8;
  }

  /** Whether {@link offset} would find it. */
  has(struct: string, path: string): boolean {
    try {
      return this.offset(struct, path) >= 0;
    } catch {
      return false;
    }
  }

  size(struct: string): number {
    const id = this.#structs.get(struct);
    if (id === undefined) throw new Error(`This kernel has no struct ${struct}`);
    return this.#bytes.readUInt32LE(this.#at[id]! + 8);
  }

  #member(type: number, name: string): { bits: number; type: number; bitfield: boolean } | null {
    const at = this.#at[this.#plain(type)]!;
    const info = this.#bytes.readUInt32LE(at + 4);
    const kind = (info >>> 24) & 0x1f;
    if (kind !== KIND.STRUCT && kind !== KIND.UNION) return null;
    // With the flag, the upper eight bits of an offset are the width of a bit-field.
    const flagged = info >>> 31 === 1;
    for (let i = 0; i < (info & 0xffff); i++) {
      const m = at + 12 + 12 * i;
      const raw = this.#bytes.readUInt32LE(m + 8);
      const bits = flagged ? raw & 0xffffff : raw;
      const memberType = this.#bytes.readUInt32LE(m + 4);
      const memberName = this.#text(this.#bytes.readUInt32LE(m));
      if (memberName === name) return { bits, type: memberType, bitfield: flagged && raw >>> 24 !== 0 };
      const inner = memberName === '' ? this.#member(memberType, name) : null;
      if (inner) return { ...inner, bits: inner.bits + bits };
    }
    return null;
  }

  #plain(type: number): number {
    for (let id = type; ; id = this.#bytes.readUInt32LE(this.#at[id]! + 8)) {
      const kind = (this.#bytes.readUInt32LE(this.#at[id]! + 4) >>> 24) & 0x1f;
      if (!THROUGH.has(kind)) return id;
    }
  }

  /** Positions of the wanted names in the string table, so that 150,000 types need no string objects. */
  #places(wanted: readonly string[]): Map<number, string> {
    const found = new Map<number, string>();
    for (const name of wanted) {
      const at = this.#bytes.indexOf(`\0${name}\0`, this.#strings, 'latin1');
      if (at >= 0) found.set(at + 1 - this.#strings, name);
    }
    return found;
  }

  #text(at: number): string {
    const from = this.#strings + at;
    return this.#bytes.toString('latin1', from, this.#bytes.indexOf(0, from));
  }
}

function idIn(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`This kernel has no ${name}`);
  return id;
}

function perKind(entries: readonly (readonly [kind: number, words: number])[]): Uint8Array {
  const words = new Uint8Array(32);
  for (const [kind, count] of entries) words[kind] = count;
  return words;
}
