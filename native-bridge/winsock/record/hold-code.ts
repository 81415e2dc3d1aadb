/** The part of a stub that waits for an answer before the call, if the function is armed. */
import { CELL_MASK, CELL_SHIFT, HOLD_AT } from '../../../app/shared/recording/winsock/hold-page.ts';
import { bytesIn, u32, u64, unless } from './machine-code.ts';

/** Waits for 10 ms each time, and goes on after that many without a beat of the recorder. */
const [INTERVAL, MOST_WAITS] = [-100_000, 1000];
/** Frame from RSP: the interval, the last beat, and waits since then. */
const [DELAY, BEAT, WAITS] = ['28', '38', '3c'];

interface Places {
  /** Number of the function. */
  fn: number;
  /** Address of NtDelayExecution. */
  delay: bigint;
  /** Frame from RSP: whether it waits, and the number of the record. */
  held: number;
  record: number;
  /** Code that makes the call. */
  made: string;
}

/** rdi: the ring. The code that follows finds the result in rax, and the error in the thread. */
export function holdCode({ fn, delay, held, record, made }: Places): string {
  const wait = [
    `48c74424${DELAY}${u32(INTERVAL)}`, `488d5424${DELAY}`, '31c9', `48b8${u64(delay)}`, 'ffd0', // mov; lea rdx; xor ecx, ecx; call
    `8b47${HOLD_AT.BEAT.toString(16).padStart(2, '0')}`, `3b4424${BEAT}`, // mov eax, [rdi+BEAT]; cmp eax, [rsp+BEAT]
    unless('74', `894424${BEAT}c74424${WAITS}00000000`), // another beat: mov [rsp+BEAT], eax; mov dword [rsp+WAITS], 0
    `ff4424${WAITS}`, `817c24${WAITS}${u32(MOST_WAITS)}`, // inc; cmp
  ].join('');
  const look = [
    `488b8424${u32(record)}`, `483b47${HOLD_AT.LET_GO.toString(16)}`, // mov rax, [rsp+record]; cmp rax, [rdi+LET_GO]
  ].join('');
  const compare = [
    '48ffc0', '658b342548000000', `81e6${u32(CELL_MASK)}`, `c1e6${u32(CELL_SHIFT).slice(0, 2)}`, // inc rax; esi = thread; and; shl
    `488db437${u32(HOLD_AT.CELLS)}`, '483b06', // lea rsi, [rdi+rsi+CELLS]; cmp rax, [rsi]
  ].join('');
  const answer = ['8b4e08', '8b560c', '488b4610', '48c70600000000', '85d2'].join(''); // ecx = error; edx; rax = result; free; test edx
  const refuse = ['65890c2568000000', `e9${u32(bytesIn(made))}`].join(''); // mov gs:[0x68], ecx; jmp over the call
  /** A jump of six bytes over `rest` to the call. */
  const toCall = (jump: string, rest: string): string => `${jump}${u32(bytesIn(rest))}${rest}`;
  const answered = `${answer}${toCall('0f84', refuse)}`; // jz
  const again = (before: number): string => `0f85${u32(-(before + 6))}`; // jnz to `wait`
  // The recorder has ended: mov byte [rdi+ARMED+fn], 0; jmp to the call. No other call of the function waits for it.
  const ended = (rest: string): string => `${unless('72', `c687${u32(HOLD_AT.ARMED + fn)}00e9${u32(bytesIn(rest))}`)}${rest}`;
  const loop = (rest: (before: number) => string): string => {
    const tail = (before: number) => `${compare}${rest(before + bytesIn(compare))}`;
    const [first, second] = [bytesIn(wait) + 14, bytesIn(look) + 6];
    return `${wait}${ended(`${look}${toCall('0f82', tail(first + second))}`)}`; // jb
  };
  const code = `c74424${WAITS}00000000${loop((before) => `${again(before)}${answered}`)}`;
  return `83bc24${u32(held)}00${toCall('0f84', code)}${made}`; // cmp dword [rsp+held], 0; jz
}
