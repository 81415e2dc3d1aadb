/** Forms of the calls that move bytes and descriptors. */
import type { LinuxCallName } from '../../calls/catalogue.ts';
import * as c from '../../calls/constants-linux.ts';
import type { Results } from '../../calls/types.ts';
import type { RawValue } from '../raw.ts';
import { addressOf } from './address.ts';
import { dots, isLarge, vectorLength } from './data.ts';
import type { Form, Read } from './form.ts';
import { choiceOf, flagsOf, isNull, listOf, numberOf, recordOf } from './values.ts';

/** cmsghdr before the descriptors of SCM_RIGHTS, and bytes per descriptor. */
const [HEADER, EACH] = [16, 4];
/** Descriptors that fit if the size of the control buffer is not known (`controlLength` of the catalogue). */
const FIT = 8;
/** Longest control buffer of the catalogue. */
const MOST_CONTROL = 4096;
const REPORTED = { MSG_CTRUNC: c.MSG.MSG_CTRUNC, MSG_TRUNC: c.MSG.MSG_TRUNC };
const SCM_RIGHTS = { SCM_RIGHTS: 1 };

const sized = (bytes: number | null): { large?: true } => (isLarge(bytes) ? { large: true } : {});
const some = (flags: readonly string[]): { flags?: readonly string[] } => (flags.length > 0 ? { flags } : {});

const sending = (fd: number | null, length: number | null, value: number | null, more: Partial<Read>): Read | null =>
  (fd === null || length === null ? null
    : { ...more, args: { fd, data: dots(length), ...more.args }, results: value === null ? {} : { number: value }, ...sized(length) });

/** While a call waits, a source can have no more of it than the descriptor. */
const receiving = (fd: number | null, length: number | null, value: number | null, more: Partial<Read>,
  results: Results = {}): Read | null =>
  (fd === null || (length === null && value !== null) ? null
    : { ...more, args: { fd, ...(length === null ? {} : { length }), ...more.args },
      results: value === null ? {} : { data: dots(value), ended: value === 0 && length !== 0, ...results }, ...sized(value) });

/** send(2) is sendto without an address, and recv(2) recvfrom. */
const sendto: Form = (args, value) => {
  const flags = flagsOf(args[3], c.MSG);
  const to = addressOf(args[4]);
  if (!flags || (to === null && !isNull(args[4]))) return null;
  return sending(numberOf(args[0]), numberOf(args[2]), value,
    { call: to === null ? 'send' : 'sendto', args: { ...(to === null ? {} : { to }), ...some(flags.names) }, vague: flags.unknown });
};

const recvfrom: Form = (args, value) => {
  const flags = flagsOf(args[3], c.MSG);
  const from = value === null ? null : addressOf(args[4]);
  if (!flags) return value === null ? receiving(numberOf(args[0]), null, null, { call: 'recv' }) : null;
  return receiving(numberOf(args[0]), numberOf(args[2]), value,
    { call: isNull(args[4]) ? 'recv' : 'recvfrom', args: some(flags.names), vague: flags.unknown }, from === null ? {} : { address: from });
};

interface Message { to: string | null; named: boolean; length: number | null; rights: number[]; reported: string[] }

function messageOf(value: RawValue | undefined): Message | null {
  const fields = recordOf(value);
  if (!fields) return null;
  return { to: addressOf(fields['msg_name']), named: !isNull(fields['msg_name']), length: vectorLength(fields['msg_iov']),
    rights: rightsOf(value), reported: flagsOf(fields['msg_flags'], REPORTED)?.names ?? [] };
}

/** The descriptors that a message carries. */
export function rightsOf(message: RawValue | undefined): number[] {
  return (listOf(recordOf(message)?.['msg_control']) ?? []).flatMap((header) => {
    const { cmsg_level: level, cmsg_type: type, cmsg_data: data } = recordOf(header) ?? {};
    const isRights = choiceOf(type, SCM_RIGHTS) !== null && choiceOf(level, c.LEVEL) === 'SOL_SOCKET';
    return isRights ? (listOf(data) ?? []).flatMap((item) => numberOf(item) ?? []) : [];
  });
}

const sendmsg: Form = (args, value) => {
  const [message, flags] = [messageOf(args[1]), flagsOf(args[2], c.MSG)];
  if (!message || !flags || (message.named && message.to === null)) return null;
  const { to, rights } = message;
  return sending(numberOf(args[0]), message.length, value,
    { args: { ...(rights.length > 0 ? { rights } : {}), ...(to === null ? {} : { to }), ...some(flags.names) }, vague: flags.unknown });
};

const recvmsg: Form = (args, value) => {
  const [message, flags] = [messageOf(args[1]), flagsOf(args[2], c.MSG)];
  if (!message || !flags) return value === null ? receiving(numberOf(args[0]), null, null, {}) : null;
  const { rights, reported } = message;
  const given = recordOf(args[1])?.['msg_controllen'];
  const before = numberOf(given?.kind === 'changed' ? given.before : value === null ? given : undefined);
  const cut = reported.includes('MSG_CTRUNC');
  const least = cut || rights.length > FIT ? HEADER + EACH * rights.length : null;
  const fits = cut || value === null ? before ?? least : least;
  const room = fits === null || fits > MOST_CONTROL ? {} : { controlLength: fits };
  return receiving(numberOf(args[0]), message.length, value, { args: { ...room, ...some(flags.names) }, vague: flags.unknown },
    { flags: reported, descriptors: rights });
};

const read: Form = (args, value) => receiving(numberOf(args[0]), numberOf(args[2]), value, {});
const write: Form = (args, value) => sending(numberOf(args[0]), numberOf(args[2]), value, {});
const readv: Form = (args, value) => receiving(numberOf(args[0]), vectorLength(args[1]), value, {});
const writev: Form = (args, value) => sending(numberOf(args[0]), vectorLength(args[1]), value, {});

/** The catalogue sends two messages without descriptors; other numbers have no form. */
const sendmmsg: Form = (args, value) => {
  const [messages, flags] = [listOf(args[1]) ?? [], flagsOf(args[3], c.MSG)];
  const [first, second, ...more] = messages.map((message) => messageOf(recordOf(message)?.['msg_hdr']));
  if (!flags || !first || !second || more.length > 0) return null;
  if ([first, second].some(({ named, rights }) => named || rights.length > 0)) return null;
  const lengths = messages.slice(0, value ?? 0).map((message) => numberOf(recordOf(message)?.['msg_len']) ?? 0);
  const read = sending(numberOf(args[0]), first.length, value, { args: { more: dots(second.length ?? 0), ...some(flags.names) },
    vague: flags.unknown });
  return read && value !== null ? { ...read, results: { number: value, lengths } } : read;
};

/** A file can have fewer bytes than were asked for. */
const sendfile: Form = (args, value) => sending(numberOf(args[0]), value ?? numberOf(args[3]), value, {});

export const TRANSFER_FORMS: { readonly [N in LinuxCallName]?: Form } = {
  sendto, recvfrom, sendmsg, sendmmsg, recvmsg, sendfile, read, write, readv, writev,
};
