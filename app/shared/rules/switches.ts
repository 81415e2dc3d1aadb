/**
 * Runs the rules with one of them switched off, to check that the tests notice. With none off,
 * which is always the case outside those tests, `on` is one comparison.
 */
import type { RuleId } from '../domain/ids.ts';

/** The effect of switching off each rule. A missing rule has no effect that can be removed alone. */
export const SWITCHES: Readonly<Partial<Record<RuleId, string>>> = {
  S3: 'an export checks the process before the socket',
  S4: 'an imported blob can be imported again',
  S7: 'an export in flight holds nothing',
  S8: 'an export in flight survives the process it was made for',
  S17: 'importing SO_PROTOCOL_INFO creates no socket',
  S21: 'an import does not set the flag of its handle',
  S23: 'any process can import a blob',
  S24: 'options set through one descriptor are not visible while the socket is shared',
  S25: 'an import keeps no separate state',
  S27: 'the blocking mode of a shared socket is not changed for others',
  S28: 'data that one holder of a shared socket takes stays for the others',
  S30: 'shutdown on a shared socket leaves the other descriptors alone',
  S31: 'the first close closes',
  S32: 'linger zero causes no reset',
  S33: 'the last close ends no operation',
  S35: 'a registration does not cancel the previous one',
  S36: 'a second mask adds to the first',
  S37: 'registering does not change the blocking mode or restrict FIONBIO',
  S38: 'a mask of 0 cancels nothing',
  S39: 'registering again repeats earlier reports',
  S40: 'a condition that already holds is not reported at registration',
  S41: 'no call re-enables an event',
  S42: 'sending re-enables FD_WRITE as if it were level-triggered',
  S44: 'enumerating does not clear the record',
  S45: 'accept passes nothing on',
  S46: 'FD_CLOSE of a reset has no error',
  S47: 'an event is posted every time it happens',
  S48: 'a registration outlives its descriptor',
  S49: 'a socket can be associated with a second port',
  S50: 'new handles are not inheritable',
  P1: 'options set through one descriptor are not visible while the socket is shared',
  P2: 'O_NONBLOCK of a shared socket is not changed for others',
  P3: 'kcmp never finds two descriptors equal',
  P4: 'a message delivers no descriptors',
  P5: 'a message in flight holds nothing',
  P6: 'rights that do not fit the buffer stay open',
  P7: 'every control buffer is large enough',
  P8: 'received descriptors are closed on exec',
  P9: 'cycles of sockets in flight are never freed',
  P10: 'dup copies the close-on-exec flag',
  P11: 'pidfd_getfd leaves close-on-exec clear',
  P12: 'an epoll item is keyed by description alone',
  P13: 'closing a number removes its epoll item',
  P14: 'adding to an epoll instance cancels other registrations',
  P15: 'the first owner for SIGIO stays',
  P16: 'the first close closes',
  P17: 'shutdown on a shared socket leaves the other descriptors alone',
  P18: 'linger zero causes no reset',
  P19: 'data that one holder of a shared socket takes stays for the others',
  P20: 'accept4 passes on O_NONBLOCK',
  P22: 'a fired one-shot item reports again',
  P23: 'a registration ends while its socket is only in flight',
  P27: 'a blocked call holds nothing',
};

let off: RuleId | null = null;

/** Returns whether a rule is on. */
export const on = (rule: RuleId): boolean => rule !== off;

/** Switches one rule off, or all on with null. For tests only: it affects every session of the program. */
export function switchOff(rule: RuleId | null): void {
  off = rule;
}
