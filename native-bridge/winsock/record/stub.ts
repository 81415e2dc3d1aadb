/**
 * The code that stands in for a function of a DLL, for x64: writes a record, calls the function, writes a second one. It uses no
 * stop and no lock, so it goes on working when the recorder is gone. Memory of arguments is copied by NtReadVirtualMemory, which
 * fails where the program passed an address that cannot be read.
 */
import { type Copy, FUNCTIONS, IOCTL_FUNCTION } from '../../../app/shared/recording/winsock/functions.ts';
import { HOLD_AT } from '../../../app/shared/recording/winsock/hold-page.ts';
import { ARGUMENTS, AT, FIRST_SLOT, IS_EXIT, SLOT_BYTES, offsetsOf } from '../../../app/shared/recording/winsock/ring.ts';
import { holdCode } from './hold-code.ts';
import { u32, u64, unless } from './machine-code.ts';

/** Addresses in the target. */
export interface StubPlaces {
  ring: bigint;
  /** Slots less one: a power of two less one. */
  mask: number;
  /** Where the address of the original is. */
  original: bigint;
  /** NtReadVirtualMemory, and NtDelayExecution. */
  read: bigint;
  delay: bigint;
  /** getsockname and getpeername themselves; 0 outside ws2_32.dll. */
  own: bigint;
  peer: bigint;
  /** Code whose calls are passed on without a record. */
  passed: readonly { from: bigint; to: bigint }[];
}

/** An extension function that WSAIoctl hands out: its id, its stub, and the place of its original. */
export interface Extension { guid: bigint; stub: bigint; original: bigint }

/** Frame from RSP: 0x20 stack arguments, 0x50 register arguments, 0x70 record, 0x78 result, 0x80 error, 0x88 second record, 0x98 held. */
const [FRAME, SAVED] = [0xa0, 0x18];
const [REGISTERS, ENTER, RESULT, ERROR, EXIT, HELD] = [0x50, 0x70, 0x78, 0x80, 0x88, 0x98];
const STACK_ARGUMENTS = FRAME + SAVED + 0x28;
const RETURN = FRAME + SAVED;
const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc800_0006;

/** mov rax, [rsp+at] */
const load = (at: number): string => `488b8424${u32(at)}`;
/** mov [rbx+at], rax */
const store = (at: number): string => `488983${u32(at)}`;
const argumentAt = (i: number): number => (i < 4 ? REGISTERS + 8 * i : STACK_ARGUMENTS + 8 * (i - 4));

export function stubCode(fn: number, places: StubPlaces, extensions: readonly Extension[] = []): Buffer {
  const begin = [
    '53', '56', '57', `4881ec${u32(FRAME)}`, // push rbx; push rsi; push rdi; sub rsp
    '48894c2450', '4889542458', '4c89442460', '4c894c2468', // rcx, rdx, r8, r9
  ];
  const passed = Array.from({ length: ARGUMENTS }, (_, i) => load(argumentAt(i)) + store(AT.ARGS + 8 * i));
  const down = Array.from({ length: ARGUMENTS - 4 }, (_, i) => `${load(STACK_ARGUMENTS + 8 * i)}48898424${u32(0x20 + 8 * i)}`);
  const call = ['488b4c2450', '488b542458', '4c8b442460', '4c8b4c2468', `48b8${u64(places.original)}`, 'ff10']; // call [rax]
  const made = [...down, ...call].join('');
  const after = [`48898424${u32(RESULT)}`, '658b042568000000', `898424${u32(ERROR)}`];
  const results = [load(RESULT), store(AT.RESULT), `8b8424${u32(ERROR)}`, `8983${u32(AT.ERROR)}`, load(ENTER), store(AT.ENTER)];
  const end = [`8b8424${u32(ERROR)}`, '6589042568000000', load(RESULT), `4881c4${u32(FRAME)}`, '5f', '5e', '5b', 'c3'];
  // movzx eax, byte [rdi+ARMED+fn]; mov [rbx+HELD], eax; mov [rsp+HELD], eax
  const armed = [`0fb687${u32(HOLD_AT.ARMED + fn)}`, `8983${u32(AT.HELD)}`, `898424${u32(HELD)}`];
  return Buffer.from([
    ...places.passed.map((range) => passOn(range, places.original)), ...begin, ...slot(fn, places, ENTER), load(RETURN),
    store(AT.RESULT), ...passed, ...copies(fn, 'enter', places), ...armed,
    ...publish(ENTER), holdCode({ fn, delay: places.delay, held: HELD, record: ENTER, made }), ...after,
    ...slot(fn | IS_EXIT, places, EXIT), ...results, ...copies(fn, 'exit', places), ...publish(EXIT),
    ...(fn === IOCTL_FUNCTION ? extensionSwap(extensions) : []), ...end,
  ].join(''), 'hex');
}

/** mov rax, [rsp]; mov r11, from; sub rax, r11; mov r11, size; cmp rax, r11; jae; mov rax, original; jmp [rax] */
const passOn = ({ from, to }: { from: bigint; to: bigint }, original: bigint): string =>
  `488b042449bb${u64(from)}4c29d849bb${u64(to - from)}4c39d8${unless('73', `48b8${u64(original)}ff20`)}`;

/** Takes a slot: its address in rbx, its number in the frame; and its first fields. */
function slot(number: number, { ring, mask }: StubPlaces, place: number): string[] {
  return [
    `48bf${u64(ring)}`, 'b801000000', 'f0480fc107', // mov rdi, ring; mov eax, 1; lock xadd [rdi], rax
    `48898424${u32(place)}`, '4889c3', `81e3${u32(mask)}`, // mov [rsp+place], rax; mov rbx, rax; and ebx, mask
    `4869db${u32(SLOT_BYTES)}`, `488d9c3b${u32(FIRST_SLOT)}`, // imul rbx, rbx, SLOT_BYTES; lea rbx, [rbx+rdi+FIRST_SLOT]
    '48c70300000000', `c74308${u32(number)}`, // mov qword [rbx], 0; mov dword [rbx+8], number
    '658b042548000000', '89430c', '658b042540000000', '894310', 'c7431400000000', // thread, process, nothing copied
    '0f31', '48c1e220', '4809d0', '48894318', // rdtsc; shl rdx, 32; or rax, rdx; mov [rbx+0x18], rax
  ];
}

/** mov rax, [rsp+place]; inc rax; mov [rbx], rax */
const publish = (place: number): string[] => [load(place), '48ffc0', '488903'];

/** or dword [rbx+0x14], bit */
const markOf = (copy: number): string => `834b14${(1 << copy).toString(16).padStart(2, '0')}`;

function copies(fn: number, when: Copy['when'], places: StubPlaces): string[] {
  const offsets = offsetsOf(fn, when);
  return FUNCTIONS[fn]!.copies.filter((copy) => copy.when === when).map(({ arg, bytes, count, unit = 1, name }, i) => {
    if (name !== undefined) return socketName(name, places, AT.PAYLOAD + offsets[i]!, bytes, i);
    const most = `41b9${u32(bytes)}`; // mov r9d, bytes
    const length = count === undefined ? most
      // mov r9d, [rsp+count]; imul r9, r9, unit; cmp r9, bytes; jbe; mov r9d, bytes
      : `448b8c24${u32(argumentAt(count))}4d69c9${u32(unit)}4981f9${u32(bytes)}${unless('76', most)}`;
    const mark = markOf(i);
    const make = [
      length, `4c8d83${u32(AT.PAYLOAD + offsets[i]!)}`, '48c7c1ffffffff', // lea r8, [rbx+payload]; mov rcx, -1
      '48c744242000000000', `48b8${u64(places.read)}`, 'ffd0', '85c0', unless('75', mark), // no count; call; test eax, eax
    ].join('');
    return `488b9424${u32(argumentAt(arg))}4885d2${unless('74', make)}`; // mov rdx, [rsp+arg]; test rdx, rdx
  });
}

/** mov rcx, [rsp+socket]; lea rdx, [rbx+payload]; mov dword [rsp+0x90], bytes; lea r8, [rsp+0x90]; call */
function socketName(name: Copy['name'] & string, { own, peer }: StubPlaces, payload: number, bytes: number, copy: number): string {
  const address = name === 'own' ? own : peer;
  return [`488b8c24${u32(name === 'returned' ? RESULT : REGISTERS)}`, `488d93${u32(payload)}`, `c78424${u32(0x90)}${u32(bytes)}`,
    `4c8d8424${u32(0x90)}`,
    `48b8${u64(address)}`, 'ffd0', '85c0', unless('75', markOf(copy))].join('');
}

/** After WSAIoctl has handed out a function, its stub takes the place of it. */
function extensionSwap(extensions: readonly Extension[]): string[] {
  const swaps = extensions.map(({ guid, stub, original }) => {
    const swap = `4c8b1a48b9${u64(original)}4c891948b9${u64(stub)}48890a`; // r11 = [rdx]; [original] = r11; [rdx] = stub
    return `49ba${u64(guid)}4c39d0${unless('75', swap)}`; // mov r10, guid; cmp rax, r10
  }).join('');
  // rdx: where the pointer is; rax: the beginning of the id
  const body = `488b9424${u32(argumentAt(4))}488b4c2460488b01${swaps}`;
  const far = (code: string): string => `0f85${u32(code.length / 2)}${code}`; // jnz
  const isCode = `817c2458${u32(SIO_GET_EXTENSION_FUNCTION_POINTER)}${far(body)}`;
  return [`83bc24${u32(RESULT)}00${far(isCode)}`];
}
