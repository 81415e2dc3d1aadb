/** What the recorder of Windows programs sends, as JSON. Numbers of 64 bits are hexadecimal. */

export interface WireRecord {
  kind: 'record';
  index: number;
  fn: number;
  exit: boolean;
  task: number;
  process: number;
  /** Microseconds since the recording started. */
  at: number;
  /** Arguments at the enter, the result at the exit. */
  values: readonly string[];
  enter: number;
  error: number;
  copied: number;
  /** Hexadecimal. */
  payload: string;
  /** The thread waits before its call. */
  held?: true;
}

/** From the host: functions before whose calls threads wait, and what the thread of an enter record is to do. */
export type WinsockCommand =
  | { kind: 'hold'; functions: readonly number[] }
  | { kind: 'release'; index: number; task: number; refused: Refused | null };

/** A call that is not made: its error and what it returns, as a hexadecimal number. */
export interface Refused { error: number; result: string }

export type WinsockLine =
  | WireRecord
  | { kind: 'process'; process: number; task: number; program: string }
  | { kind: 'thread'; process: number; task: number }
  | { kind: 'thread-end'; process: number; task: number; at: number }
  | { kind: 'process-end'; process: number; code: number; at: number }
  /** Records were lost here. Threads that were held at records below that number go on. */
  | { kind: 'gap'; at: number; below: number }
  /** Recording has started. */
  | { kind: 'started' }
  /** It could not start, or ended early. `denied`: for want of permission. */
  | { kind: 'problem'; text: string; denied: boolean }
  /** `lost`: records that were written over; `torn`: records never finished. `missed`: what was lost, in sentences. */
  | { kind: 'done'; lost: number; torn: number; missed: readonly string[] };
