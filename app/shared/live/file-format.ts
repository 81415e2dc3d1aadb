/**
 * Captures as files and as lines for log collectors: NDJSON, format handoff-inventory/1. The first line is
 * the capture, followed by one self-contained line per socket (with host and time) and an end line.
 * The published JSON Schema is made from these.
 */
import { z } from 'zod';
import { INVENTORY_FORMAT } from './capture.ts';
import { ACCEPTORS, KINDS, STATES, SURENESS } from './kinds.ts';

z.config({ jitless: true });

const time = z.number().int().min(0).describe('Milliseconds since 1970');
const pid = z.number().int().min(0);
const host = z.string().max(256).describe('The machine: captures of a fleet can lie in one table');
const decimal = z.string().regex(/^\d*$/);

const namespaceSchema = z.object({
  id: z.string().describe('Inode of the network namespace; of one that a process hides, that of its /proc/PID/net/tcp'), name: z.string(),
  own: z.boolean(),
  tables: z.enum(['sock_diag', 'proc-net', 'bpf', 'owner-tables', 'none']).describe('Where addresses and states of its sockets come from'),
});

const processFields = {
  pid, thread: pid.optional().describe('A thread with its own descriptor table'), name: z.string(),
  startedAt: time.describe('Start of the process: pids are used again. 0 where unknown'),
};

export const holderSchema = z.object({
  ...processFields, uid: z.number().int().min(0).nullable(), parent: pid, descriptor: z.number().int().min(0),
  closeOnExec: z.boolean().nullable().describe('null where it was not asked'),
});

export const watcherSchema = z.object({
  instance: z.array(z.object({ ...processFields, descriptor: z.number().int().min(0) })).describe('Every descriptor of the epoll instance'),
  descriptor: z.number().int().describe('The number it was registered under, which can stand for something else by now'),
  mask: z.number().int().min(0), events: z.array(z.string()), data: z.string().regex(/^0x[\da-f]+$/).describe('epoll_data'),
  stale: z.boolean().describe('No holder of the instance has that descriptor for this socket'), reused: z.boolean(), unsure: z.boolean(),
});

export const winsockSchema = z.object({
  asyncSelect: z.object({
    window: z.string().regex(/^0x[\da-f]+$/).describe('HWND'), message: z.number().int().min(0), mask: z.number().int().min(0),
    events: z.array(z.string()),
    disabled: z.array(z.string()).describe('Those of the mask that wait for the call that re-enables them'),
  }).nullable().describe('The WSAAsyncSelect registration'),
  windowProcess: z.object({ pid, name: z.string() }).nullable().describe('The process of the window, where it is known'),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
});

export const captureLine = z.object({
  record: z.literal('capture'), format: z.literal(INVENTORY_FORMAT), host, system: z.string(), startedAt: time, endedAt: time,
  tier: z.enum(['proc', 'bpf', 'handles']), why: z.string().describe('Why this tier'),
  user: z.object({ id: z.number().int().min(0), name: z.string() }), namespaces: z.array(namespaceSchema),
  hidden: z.object({
    processes: z.number().int().min(0), descriptors: z.number().int().min(0), sockets: z.number().int().min(0),
    namespaces: z.number().int().min(0),
    unlisted: z.literal(true).optional().describe('/proc hides the processes of other users (hidepid)'),
  }).describe('What the rights of the user kept from view'),
  notes: z.array(z.string()).describe('What this capture might have missed'),
  rescan: z.object({ walked: z.number().int(), takenOver: z.number().int() }).nullable(),
}).describe('The first line');

export const socketLine = z.object({
  record: z.literal('socket'), host, at: time.describe('When the capture began'), namespace: z.string(),
  kind: z.enum(KINDS), family: z.string(), type: z.string(), protocol: z.number().int().min(0), state: z.enum(STATES),
  local: z.string(), localPort: z.number().int().min(0), remote: z.string(), remotePort: z.number().int().min(0),
  receiveQueue: z.number().int().min(0), sendQueue: z.number().int().min(0), inode: decimal, cookie: decimal, uid: z.number().int().min(0),
  device: z.number().int().min(0), peer: decimal.describe('Inode of the other end of a unix socket'),
  ipv6Only: z.boolean().optional().describe('IPV6_V6ONLY of a socket that waits at a port, where it is known'),
  inFlight: z.number().int().min(0).nullable().describe('Descriptors that lie in its receive queue; null where not asked'),
  sure: z.enum(SURENESS).nullable().describe('How sure it is that its holders share one socket; null for one holder'),
  acceptor: z.enum(ACCEPTORS), creator: pid.nullable(), references: z.number().int().min(0).nullable(),
  creatorName: z.string().optional().describe('Windows: the name of the creator'),
  winsock: winsockSchema.nullable().optional().describe('Windows: what Winsock keeps of it with the driver; null where that is not told'),
  holders: z.array(holderSchema), watchers: z.array(watcherSchema),
  hazards: z.array(z.object({ id: z.string(), title: z.string(), rules: z.array(z.string()), text: z.string(), certain: z.boolean() }))
    .optional().describe('With --hazards: hazardous states, as handoff who shows them'),
  why: z.string().optional().describe('With --hazards: why it is open'),
}).describe('One underlying socket');

export const endLine = z.object({
  record: z.literal('end'), host, at: time, sockets: z.number().int(), holders: z.number().int(), watchers: z.number().int(),
}).describe('The last line; without it the file is cut off');

export const changeLine = z.object({
  record: z.literal('change'), host, at: time.describe('When the capture began in which it was seen'),
  change: z.enum(['added', 'updated', 'removed']),
  what: z.array(z.string()).describe('The differences, one sentence each'),
  socket: socketLine.describe('The current state, or the last state of a removed one'),
}).describe('What a watch tells between captures');

export const inventoryLine = z.discriminatedUnion('record', [captureLine, socketLine, changeLine, endLine])
  .describe('One line of a handoff-inventory/1 file');

export type CaptureLine = z.infer<typeof captureLine>;
export type SocketLine = z.infer<typeof socketLine>;
export type ChangeLine = z.infer<typeof changeLine>;
export type EndLine = z.infer<typeof endLine>;

/** Returns the JSON Schema published in assets/schema. It allows unknown fields of later versions. */
export function inventoryJsonSchema(): unknown {
  const { $schema, description, ...rest } = z.toJSONSchema(inventoryLine, { target: 'draft-2020-12', io: 'input' });
  return { $schema, title: 'Socket Handoff Inspector inventory, version 1', description, ...rest };
}
