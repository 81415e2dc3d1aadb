/**
 * A way to run the rules with one of them switched off: the test of the tests, which must notice it. With none off,
 * which is always so outside those tests, `on` is one comparison.
 */
import type { RuleId } from '../domain/ids.ts';

/** What each rule's switch takes away. A rule that is not here has no effect that could be left out alone. */
export const SWITCHES: Readonly<Partial<Record<RuleId, string>>> = {
  S3: 'an export looks at the process before the socket',
  S4: 'a blob that was imported is imported again',
  S7: 'an export in flight holds nothing',
  S8: 'an export in flight survives the process it was made for',
  S17: 'SO_PROTOCOL_INFO makes no socket',
  S21: 'an import takes no flag of its own for its handle',
  S23: 'a blob is imported by any process',
  S24: 'options set through one descriptor are not seen while the socket is shared',
  S25: 'an import needs no view of its own',
  S27: 'the blocking mode of a shared socket is not changed for others',
  S28: 'what one holder of a shared socket takes stays for the others',
  S30: 'shutdown on a shared socket leaves the other descriptors alone',
  S31: 'the first close closes',
  S32: 'linger zero makes no reset',
  S33: 'the last close ends no operation',
  S35: 'a registration does not cancel the former one',
  S36: 'a second mask adds to the first',
  S37: 'registering leaves the blocking mode alone, and FIONBIO free',
  S38: 'a mask of 0 cancels nothing',
  S39: 'registering again reports again what was reported',
  S40: 'what already holds is not reported at registration',
  S41: 'no call arms an event again',
  S42: 'sending arms FD_WRITE as if it followed a state',
  S44: 'enumerating leaves the record as it was',
  S45: 'accept hands nothing down',
  S46: 'FD_CLOSE of a reset tells no error',
  S47: 'one event is posted as often as it happens',
  S48: 'a registration stays when its descriptor goes',
  S49: 'a socket can be tied to a second port',
  S50: 'new handles are not inheritable',
  P1: 'options set through one descriptor are not seen while the socket is shared',
  P2: 'O_NONBLOCK of a shared socket is not changed for others',
  P3: 'no two descriptors are the same to kcmp',
  P4: 'no descriptors come with a message',
  P5: 'a message in flight holds nothing',
  P6: 'rights that nobody made room for stay open',
  P7: 'every control buffer has room',
  P8: 'received descriptors are closed on exec',
  P9: 'rings of sockets in flight are never freed',
  P10: 'dup copies the close-on-exec flag',
  P11: 'pidfd_getfd leaves close-on-exec clear',
  P12: 'an epoll item is keyed by description alone',
  P13: 'closing a number removes its epoll item',
  P14: 'adding to an epoll instance cancels other registrations',
  P15: 'the first owner for SIGIO stays',
  P16: 'the first close closes',
  P17: 'shutdown on a shared socket leaves the other descriptors alone',
  P18: 'linger zero makes no reset',
  P19: 'what one holder of a shared socket takes stays for the others',
  P20: 'accept4 hands O_NONBLOCK down',
  P22: 'an item that has fired once reports again',
  P23: 'a registration goes when its socket is only in flight',
  P27: 'a call that waits holds nothing',
};

let off: RuleId | null = null;

/** Whether a rule holds. */
export const on = (rule: RuleId): boolean => rule !== off;

/** Switches one rule off, or all on again with null. For tests only: it is the same for every session of this program. */
export function switchOff(rule: RuleId | null): void {
  off = rule;
}
