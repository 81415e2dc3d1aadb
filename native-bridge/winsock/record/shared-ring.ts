/** The memory that all recorded processes write and the recorder reads: it outlives each of them. */
import { HoldPage } from '../../../app/shared/recording/winsock/hold-page.ts';
import { FIRST_SLOT, RingReader, SLOT_BYTES } from '../../../app/shared/recording/winsock/ring.ts';
import type { Handle } from '../types.ts';
import type { Api } from './debug-api.ts';

const [PAGE_READWRITE, FILE_MAP_WRITE, VIEW_UNMAP] = [0x04, 0x02, 2];
const NO_FILE = 0xffff_ffff_ffff_ffffn;

export class Ring {
  readonly slots: number;
  readonly reader: RingReader;
  readonly holds: HoldPage;
  readonly #api: Api;
  readonly #section: Handle;
  readonly #bytes: number;

  /** `slots`: a power of two. @throws Error if there is no memory. */
  constructor(api: Api, slots: number) {
    this.slots = slots;
    this.#api = api;
    this.#bytes = FIRST_SLOT + slots * SLOT_BYTES;
    this.#section = api.CreateFileMappingW(NO_FILE, null, PAGE_READWRITE, 0, this.#bytes, null);
    const base = this.#section === 0 ? 0n : BigInt(api.MapViewOfFile(this.#section, FILE_MAP_WRITE, 0, 0, this.#bytes));
    if (base === 0n) throw new Error(`no memory for records: error ${api.GetLastError()}`);
    const memory = api.view(base, this.#bytes);
    this.reader = new RingReader(memory, slots);
    this.holds = new HoldPage(memory);
  }

  /** Maps it into a process. Returns its address there. @throws Error */
  mapInto(process: Handle): bigint {
    const [base, size] = [Buffer.alloc(8), Buffer.alloc(8)];
    const status = this.#api.NtMapViewOfSection(this.#section, process, base, 0, 0, null, size, VIEW_UNMAP, 0, PAGE_READWRITE);
    if (status < 0) throw new Error(`the memory for records cannot be shared: status 0x${(status >>> 0).toString(16)}`);
    return base.readBigUInt64LE(0);
  }
}
