/** Socket columns under construction: they grow and are trimmed at the end. */
import type { SocketColumns } from './capture.ts';

type Growing = Omit<SocketColumns,
  'length' | 'text' | 'creator' | 'creatorName' | 'winsock' | 'references' | 'holderStart' | 'watcherStart'>;

export interface PackedTable {
  length: number;
  capacity: number;
  columns: Growing;
  text: Uint8Array<ArrayBuffer>;
  textLength: number;
}

export class SocketTable {
  length = 0;
  columns: Growing;
  #capacity: number;
  #text = new Uint8Array(4096);
  #textLength = 0;

  constructor(capacity = 4096) {
    this.#capacity = capacity;
    this.columns = columns(capacity);
  }

  /** Adds a row of zeros, with `inFlight` "not queried". Read `columns` again afterwards. */
  add(inode: number): number {
    if (this.length === this.#capacity) this.#grow();
    const s = this.length;
    this.length += 1;
    this.columns.inode[s] = inode;
    this.columns.inFlight[s] = -1;
    return s;
  }

  /** Sets the unix name of a row: raw bytes, with a leading NUL for an abstract name. */
  name(s: number, bytes: Uint8Array): void {
    while (this.#textLength + bytes.length > this.#text.length) {
      const wider = new Uint8Array(this.#text.length * 2);
      wider.set(this.#text);
      this.#text = wider;
    }
    this.#text.set(bytes, this.#textLength);
    this.columns.nameAt[s] = this.#textLength;
    this.columns.nameLength[s] = bytes.length;
    this.#textLength += bytes.length;
  }

  /** Replaces a row by a later one, whose place the last row takes. */
  replace(s: number, later: number): void {
    this.length -= 1;
    for (const [name, column] of Object.entries(this.columns)) {
      const width = name === 'address' ? 32 : 1;
      const copy = (to: number, from: number) => { (column as Uint8Array).copyWithin(width * to, width * from, width * (from + 1)); };
      copy(s, later);
      copy(later, this.length);
      // A new row begins with zeros.
      new Uint8Array(column.buffer, column.byteOffset + width * this.length * column.BYTES_PER_ELEMENT, width * column.BYTES_PER_ELEMENT)
        .fill(0);
    }
  }

  /** Transfers all columns as buffers for another thread; this object must not be used afterwards. */
  pack(): PackedTable {
    return { length: this.length, capacity: this.#capacity, columns: this.columns, text: this.#text, textLength: this.#textLength };
  }

  static unpack({ length, capacity, columns, text, textLength }: PackedTable): SocketTable {
    const table = new SocketTable(1);
    table.length = length;
    table.columns = columns;
    table.#capacity = capacity;
    table.#text = text;
    table.#textLength = textLength;
    return table;
  }

  finish(): Omit<SocketColumns, 'holderStart' | 'watcherStart'> {
    const { columns: c, length } = this;
    const cut = Object.fromEntries(Object.entries(c)
      .map(([name, column]) => [name, column.subarray(0, name === 'address' ? 32 * length : length)])) as unknown as Growing;
    return { ...cut, length, text: this.#text.subarray(0, this.#textLength), creator: null, creatorName: null, winsock: null,
      references: null };
  }

  #grow(): void {
    this.#capacity *= 2;
    const wider = columns(this.#capacity);
    for (const [name, column] of Object.entries(this.columns)) (wider[name as keyof Growing] as Uint8Array).set(column as Uint8Array);
    this.columns = wider;
  }
}

function columns(n: number): Growing {
  return {
    inode: new Float64Array(n), cookie: new BigUint64Array(n), kind: new Uint8Array(n), state: new Uint8Array(n), type: new Uint8Array(n),
    family: new Uint8Array(n), protocol: new Uint16Array(n), namespace: new Uint16Array(n), receiveQueue: new Uint32Array(n),
    sendQueue: new Uint32Array(n), uid: new Uint32Array(n), localPort: new Uint32Array(n), remotePort: new Uint32Array(n),
    address: new Uint8Array(32 * n), device: new Uint32Array(n), onlySix: new Uint8Array(n),
    peer: new Float64Array(n), nameAt: new Uint32Array(n),
    nameLength: new Uint16Array(n), inFlight: new Int32Array(n), sure: new Uint8Array(n), acceptor: new Uint8Array(n),
  };
}
