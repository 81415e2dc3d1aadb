/** The recorder's process, in node.exe. Its first line to the host is the token; then come the lines of `wire.ts`. */
import './no-output.ts';
import { connect } from 'node:net';
import { Recorder } from './recorder.ts';
import { JOB_VARIABLE, type RecorderJob } from './job.ts';

const { port, token, command, hidden } = JSON.parse(process.env[JOB_VARIABLE] ?? '{}') as RecorderJob;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== JOB_VARIABLE && !hidden.includes(name)));
const host = connect(port, '127.0.0.1');
for (const end of ['error', 'close']) host.on(end, () => { process.exit(1); });
// Ctrl-C is for the program.
process.on('SIGINT', () => undefined);
/** Lines that can wait for a slow host before the ring has to. */
const MOST_WAITING = 1 << 20;
let lines: string[] = [`${token}\n`];
let writing: Promise<void> | null = null;
const unwritten = (): Promise<void> | null => writing;
const say = (line: object): void => { lines.push(`${JSON.stringify(line)}\n`); };

/** One write at a time: Wine refuses one of more than 1,024 pieces, which node makes of writes that wait. */
function write(): Promise<void> {
  const text = lines.join('');
  lines = [];
  return new Promise((done) => {
    host.write(text, () => {
      writing = null;
      done();
    });
  });
}

/** Lets the connection send, and waits for a host that is very slow. */
async function sent(): Promise<void> {
  if (lines.length > 0) writing ??= write();
  if (lines.length > MOST_WAITING) await writing;
  else await new Promise((resolve) => { setImmediate(resolve); });
}

try {
  const recorder = new Recorder(say, sent);
  // Whatever the host says ends the recording.
  host.on('data', () => { recorder.leave(); });
  await recorder.command(command, env);
} catch (error) {
  say({ kind: 'problem', text: error instanceof Error ? error.message : String(error) });
}
// The host closes when it has read everything; this process ends then. Bytes on their way would not survive its end under Wine.
await unwritten();
host.end(lines.join(''));
