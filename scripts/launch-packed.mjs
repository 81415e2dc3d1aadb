// Starts the packed program once and checks that it starts and exits: node scripts/launch-packed.mjs DIST. The program
// exits with 0 after --exit-when-shown, once its page has drawn. On Linux it runs in a virtual screen (xvfb-run).
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { say } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

const dist = resolve(process.argv[2] ?? 'dist');
const NAME = 'Socket Handoff Inspector';
const candidates = [
  join(dist, 'linux-unpacked', 'socket-handoff-inspector'),
  join(dist, 'win-unpacked', `${NAME}.exe`),
  ...readdirSync(dist).filter((folder) => folder.startsWith('mac'))
    .map((folder) => join(dist, folder, `${NAME}.app`, 'Contents', 'MacOS', NAME)),
];
const program = candidates.find((path) => existsSync(path));
if (!program) {
  say(`there is no packed program in ${dist}: npm run pack`);
  process.exit(2);
}
const [command, ...args] = process.platform === 'linux' ? ['xvfb-run', '--auto-servernum', program, '--no-sandbox'] : [program];
const code = await run(command, [...args, '--exit-when-shown'], { timeoutMs: 120_000 });
say(code === 0 ? 'it came up and ended' : `it ended with ${code}`);
process.exitCode = code === 0 ? 0 : 1;
