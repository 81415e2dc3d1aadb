/** BPF instructions with labels; linux/bpf.h. Registers are numbers 0 to 10, of which 10 is the frame. */

const SIZE = { 1: 0x10, 2: 0x08, 4: 0x00, 8: 0x18 } as const;
export type Size = keyof typeof SIZE;

const ALU = { add: 0x00, sub: 0x10, mul: 0x20, and: 0x50, or: 0x40, lsh: 0x60, rsh: 0x70, mov: 0xb0 } as const;
/** `lessSigned` compares as signed numbers. */
const JUMP = { always: 0x00, eq: 0x10, gt: 0x20, ge: 0x30, ne: 0x50, lessSigned: 0xc0 } as const;
const [LDX_MEM, ST_MEM, STX_MEM, ALU64, ALU32, JMP, JMP32, BY_REGISTER] = [0x61, 0x62, 0x63, 0x07, 0x04, 0x05, 0x06, 0x08];
const [CALL, EXIT, MAY_GOTO] = [0x85, 0x95, 0xe5];
/** A number of 64 bits takes two instructions; as a source of 1 it names a map by its descriptor. */
const [LD_IMM64, MAP_BY_DESCRIPTOR, ATOMIC_ADD] = [0x18, 1, 0xdb];

export class Assembler {
  readonly #code: { op: number; dst: number; src: number; off: number; imm: number; to?: string }[] = [];
  readonly #labels = new Map<string, number>();

  /** Instructions so far. */
  get length(): number {
    return this.#code.length;
  }

  label(name: string): this {
    this.#labels.set(name, this.#code.length);
    return this;
  }

  /** dst = *(size *)(src + off) */
  load(size: Size, dst: number, src: number, off: number): this {
    return this.#put(LDX_MEM | SIZE[size], dst, src, off, 0);
  }

  /** *(size *)(dst + off) = src */
  store(size: Size, dst: number, off: number, src: number): this {
    return this.#put(STX_MEM | SIZE[size], dst, src, off, 0);
  }

  /** *(size *)(dst + off) = imm */
  storeNumber(size: Size, dst: number, off: number, imm: number): this {
    return this.#put(ST_MEM | SIZE[size], dst, 0, off, imm);
  }

  move(dst: number, src: number): this {
    return this.#put(ALU64 | ALU.mov | BY_REGISTER, dst, src, 0, 0);
  }

  moveNumber(dst: number, imm: number): this {
    return this.#put(ALU64 | ALU.mov, dst, 0, 0, imm);
  }

  number(op: keyof typeof ALU, dst: number, imm: number): this {
    return this.#put(ALU64 | ALU[op], dst, 0, 0, imm);
  }

  register(op: keyof typeof ALU, dst: number, src: number): this {
    return this.#put(ALU64 | ALU[op] | BY_REGISTER, dst, src, 0, 0);
  }

  /** Truncates a register to 32 bits. */
  low(dst: number): this {
    return this.#put(ALU32 | ALU.mov | BY_REGISTER, dst, dst, 0, 0);
  }

  /** Jumps if the comparison of dst with a number holds; 64 bits. */
  jump(when: keyof typeof JUMP, dst: number, imm: number, to: string): this {
    return this.#put(JMP | JUMP[when], dst, 0, 0, imm, to);
  }

  /** The same with 32 bits, unsigned. */
  jump32(when: keyof typeof JUMP, dst: number, imm: number, to: string): this {
    return this.#put(JMP32 | JUMP[when], dst, 0, 0, imm | 0, to);
  }

  /** The same with another register; 64 bits. */
  jumpIf(when: keyof typeof JUMP, dst: number, src: number, to: string): this {
    return this.#put(JMP | JUMP[when] | BY_REGISTER, dst, src, 0, 0, to);
  }

  /** Bounds a loop without a count that the verifier follows: jumps after some millions of rounds. Linux 6.9. */
  mayGoto(to: string): this {
    return this.#put(MAY_GOTO, 0, 0, 0, 0, to);
  }

  /** dst = a number of 64 bits */
  wide(dst: number, value: bigint): this {
    const signed = BigInt.asIntN(64, value);
    return this.#put(LD_IMM64, dst, 0, 0, Number(BigInt.asIntN(32, signed))).#put(0, 0, 0, 0, Number(signed >> 32n));
  }

  /** dst = the map behind a descriptor */
  map(dst: number, descriptor: number): this {
    return this.#put(LD_IMM64, dst, MAP_BY_DESCRIPTOR, 0, descriptor).#put(0, 0, 0, 0, 0);
  }

  /** *(u64 *)(dst + off) += src, in one piece. */
  addTo(dst: number, off: number, src: number): this {
    return this.#put(ATOMIC_ADD, dst, src, off, 0);
  }

  call(helper: number): this {
    return this.#put(CALL, 0, 0, 0, helper);
  }

  exit(): this {
    return this.#put(EXIT, 0, 0, 0, 0);
  }

  /** Eight bytes per instruction. @throws Error for an undefined label. */
  bytes(): Buffer {
    const out = Buffer.alloc(8 * this.#code.length);
    for (const [i, { op, dst, src, off, imm, to }] of this.#code.entries()) {
      const target = to === undefined ? undefined : this.#labels.get(to);
      if (to !== undefined && target === undefined) throw new Error(`No label ${to}`);
      out[8 * i] = op;
      out[8 * i + 1] = (src << 4) | dst;
      out.writeInt16LE(target === undefined ? off : target - i - 1, 8 * i + 2);
      out.writeInt32LE(imm, 8 * i + 4);
    }
    return out;
  }

  #put(op: number, dst: number, src: number, off: number, imm: number, to?: string): this {
    this.#code.push({ op, dst, src, off, imm, ...(to === undefined ? {} : { to }) });
    return this;
  }
}
