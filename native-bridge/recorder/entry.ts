/** The recorder's process, in node.exe. It proves its token to the host, waits for its word, and sends lists of lines (`wire.ts`). */
import './no-output.ts';
import { connect } from 'node:net';
import type { WinsockCommand } from '../../app/shared/recording/winsock/wire.ts';
import { Wire } from '../channel/wire.ts';
import { Recorder } from '../winsock/record/recorder.ts';
import { Refusal } from '../winsock/record/refusal.ts';
import { JOB_VARIABLE, RECORDER_HELLO, type RecorderJob } from './job.ts';

const { port, token, target, hidden, environment, host: asking } = JSON.parse(process.env[JOB_VARIABLE] ?? '{}') as RecorderJob;
const own = new Set([JOB_VARIABLE, ...Object.keys(environment)].map((name) => name.toUpperCase()));
const kept = Object.entries(process.env).filter(([name]) => !own.has(name.toUpperCase()) && !hidden.includes(name));
const env = { ...Object.fromEntries(kept), ...environment };
const host = connect(port, '127.0.0.1');
for (const end of ['error', 'close']) host.on(end, () => { process.exit(1); });
// Ctrl-C is for the program.
process.on('SIGINT', () => undefined);
/** Lines that can wait for a slow host before the ring has to. */
const MOST_WAITING = 1 << 20;
/** Lines per message, far below the bytes that the host accepts; and bytes of a message from the host. */
const [MOST_LINES, MOST_BYTES] = [2048, 1 << 16];
const lines: object[] = [];
let writing: Promise<void> | null = null;
const unwritten = (): Promise<void> | null => writing;

const recorder = new Recorder((line) => { lines.push(line); }, sent);
let begin: () => void = () => undefined;
const hostReady = new Promise<void>((resolve) => { begin = resolve; });
const wire = new Wire(host, (message) => {
  if (message === 'begin') begin();
  else if (message === 'stop') recorder.leave();
  else recorder.obey(message as WinsockCommand);
});
wire.limit(MOST_BYTES);
wire.send({ kind: RECORDER_HELLO, token });

/** One write at a time: Wine refuses one of more than 1,024 pieces, which node makes of writes that wait. */
function write(): Promise<void> {
  return new Promise((done) => {
    wire.send(lines.splice(0, MOST_LINES), () => {
      writing = null;
      done();
    });
  });
}

/** Lets the connection send, and waits for a host that is very slow. */
async function sent(): Promise<void> {
  if (lines.length > 0) writing ??= write();
  while (lines.length > MOST_WAITING) await (writing ??= write());
  await new Promise((resolve) => { setImmediate(resolve); });
}

await hostReady;
try {
  if ('pid' in target) await recorder.attach(target.pid, asking);
  else await recorder.command(target.command, env);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  lines.push({ kind: 'problem', text, denied: error instanceof Refusal && error.denied });
}
// The host closes when it has read everything; this process ends then. Bytes on their way would not survive its end under Wine.
await unwritten();
while (lines.length > 0) await write();
host.end();
