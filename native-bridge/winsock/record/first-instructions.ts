/**
 * The first instructions of a function for x64, as far as another place can have a copy of them (Intel SDM, volume 2, appendix A).
 * Only what compilers put at the beginning of functions is known.
 */

/** `distances`: where 32-bit distances from the code are. `ends`: the last one is a jump or return, so nothing follows. */
export interface FirstInstructions { bytes: number; distances: readonly number[]; ends: boolean }

/** `stays`: it cannot be moved. `branch`: its immediate is a distance of 8 bits. */
type Form = { modrm?: true; immediate?: 1 | 4 | 'word'; distance?: true; ends?: true; stays?: true; branch?: true } | null;

const [REX, REX_W, OPERAND_SIZE] = [0x40, 0x08, 0x66];
const PREFIXES: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, OPERAND_SIZE, 0xf2, 0xf3]);
const [NOP, BREAKPOINT, TWO_BYTES] = [0x90, 0xcc, 0x0f];
const between = (op: number, from: number, to: number): boolean => op >= from && op <= to;

/** Conditions, loops, and jmp. */
const isShortBranch = (op: number): boolean => between(op, 0x70, 0x7f) || between(op, 0xe0, 0xe3) || op === 0xeb;
/** Conditions, after 0F. */
const isNearBranch = (op: number): boolean => between(op, 0x80, 0x8f);

/** `reg`: the middle bits of the byte after it, which choose among the instructions of some opcodes. */
function formOf(op: number, reg: number): Form {
  if (op < 0x40) return (op & 7) < 4 ? { modrm: true } : (op & 7) === 4 ? { immediate: 1 } : (op & 7) === 5 ? { immediate: 4 } : null;
  if (between(op, 0x50, 0x5f) || op === NOP || op === 0x98 || op === 0x99) return {};
  if (op === 0x63 || between(op, 0x84, 0x8b) || op === 0x8d || between(op, 0xd0, 0xd3) || op === 0xfe) return { modrm: true };
  if ([0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6].includes(op)) return { modrm: true, immediate: 1 };
  if ([0x69, 0x81, 0xc7].includes(op)) return { modrm: true, immediate: 4 };
  if (op === 0x6a || op === 0xa8 || between(op, 0xb0, 0xb7)) return { immediate: 1 };
  if (op === 0x68 || op === 0xa9) return { immediate: 4 };
  if (between(op, 0xb8, 0xbf)) return { immediate: 'word' };
  if (op === 0xf6) return { modrm: true, ...(reg < 2 ? { immediate: 1 } : {}) };
  if (op === 0xf7) return { modrm: true, ...(reg < 2 ? { immediate: 4 } : {}) };
  // Not calls: their return address would be in the copy.
  if (op === 0xe8) return { immediate: 4, stays: true };
  if (op === 0xff && reg === 2) return { modrm: true, stays: true };
  if (isShortBranch(op)) return { immediate: 1, stays: true, branch: true };
  if (op === BREAKPOINT) return { stays: true };
  // int
  if (op === 0xcd) return { immediate: 1, stays: true };
  if (op === 0xff) return reg < 2 || reg === 6 ? { modrm: true } : reg === 4 ? { modrm: true, ends: true } : null;
  if (op === 0xe9) return { distance: true, ends: true };
  return op === 0xc3 ? { ends: true } : null;
}

/** After 0F: those without an immediate that neither jump nor enter the system. */
const isPlain = (op: number): boolean => op === 0x0d || between(op, 0x10, 0x1f) || between(op, 0x28, 0x2f) || between(op, 0x40, 0x6f)
  || op === 0x7e || op === 0x7f || op === 0xaf || op === 0xb6 || op === 0xb7 || op === 0xbe || op === 0xbf || op === 0xef;

/** syscall */
const isSystemCall = (op: number): boolean => op === 0x05;

const twoByteFormOf = (op: number): Form => isSystemCall(op) ? { stays: true }
  : isNearBranch(op) ? { immediate: 4, stays: true } : isPlain(op) ? { modrm: true } : null;

/** `least`: bytes that they must have. Returns null if one of them cannot be moved. */
export function firstInstructions(code: Uint8Array, least: number): FirstInstructions | null {
  const distances: number[] = [];
  let at = 0;
  let ends = false;
  while (at < least) {
    if (ends) {
      // Between functions.
      if (code[at] !== NOP && code[at] !== BREAKPOINT) return null;
      at += 1;
      continue;
    }
    const one = instructionAt(code, at);
    if (!one || one.stays || at + one.bytes > code.length) return null;
    if (one.distance !== null) distances.push(one.distance);
    at += one.bytes;
    ({ ends } = one);
  }
  return { bytes: at, distances, ends };
}

/** Whether code has a branch to one of its offsets from 1 to below `end`. */
export function branchesInto(code: Uint8Array, end: number): boolean {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const isInside = (target: number): boolean => target > 0 && target < end;
  // 32 bits hit by chance too seldom to matter: every byte can begin such a distance.
  for (let at = 1; at + 4 <= code.length; at += 1) {
    const isBranch = code[at - 1] === 0xe8 || code[at - 1] === 0xe9 || (code[at - 2] === TWO_BYTES && isNearBranch(code[at - 1]!));
    if (isBranch && isInside(at + 4 + view.getInt32(at, true))) return true;
  }
  // After an instruction that is not known, every byte can begin one.
  for (let at = 0, isKnown = true; at + 2 <= code.length;) {
    const one: Instruction | null = isKnown ? instructionAt(code, at) : null;
    isKnown = one !== null;
    const next = at + (one?.bytes ?? 2);
    const isBranch = one ? one.branch : isShortBranch(code[at]!);
    if (isBranch && next <= code.length && isInside(next + view.getInt8(next - 1))) return true;
    at += one?.bytes ?? 1;
  }
  return false;
}

interface Instruction { bytes: number; distance: number | null; ends: boolean; stays: boolean; branch: boolean }

function instructionAt(code: Uint8Array, from: number): Instruction | null {
  let at = from;
  let isShort = false;
  for (; PREFIXES.has(code[at] ?? 0); at += 1) isShort ||= code[at] === OPERAND_SIZE;
  const rex = ((code[at] ?? 0) & 0xf0) === REX ? code[at]! : 0;
  if (rex !== 0) at += 1;
  const isTwo = code[at] === TWO_BYTES;
  if (isTwo) at += 1;
  const op = code[at];
  if (op === undefined) return null;
  at += 1;
  const form: Form = isTwo ? twoByteFormOf(op) : formOf(op, (code[at] ?? 0) >> 3 & 7);
  if (!form) return null;
  let distance = form.distance ? at : null;
  if (form.modrm) {
    const operand = operandAt(code, at);
    if (operand.isRelative) distance = at + 1;
    at += operand.bytes;
  }
  const immediate = form.distance ? 4 : form.immediate === 'word' ? (rex & REX_W) === 0 ? 4 : 8 : form.immediate ?? 0;
  return { bytes: at + (immediate === 4 && isShort && !form.distance ? 2 : immediate) - from, distance, ends: form.ends ?? false,
    stays: form.stays ?? false, branch: form.branch ?? false };
}

/** A ModRM byte with what belongs to it. `isRelative`: a distance from the code. */
function operandAt(code: Uint8Array, at: number): { bytes: number; isRelative: boolean } {
  const modrm = code[at] ?? 0;
  const [mod, rm] = [modrm >> 6, modrm & 7];
  if (mod === 3) return { bytes: 1, isRelative: false };
  const isRelative = mod === 0 && rm === 5;
  const sib = rm === 4 ? 1 : 0;
  const hasNoBase = sib === 1 && mod === 0 && ((code[at + 1] ?? 0) & 7) === 5;
  return { bytes: 1 + sib + (mod === 1 ? 1 : mod === 2 || isRelative || hasNoBase ? 4 : 0), isRelative };
}
