/** `handoff who`: who holds a port, an address or a path, who watches it, and why it is still open. */
import { whoRows, whoTarget, who, type WhoAnswer } from '../../../shared/live/who.ts';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import { asks, openScanner } from '../../services/live/scanner.ts';
import { parseCommandLine } from './args.ts';
import { unseen, whoText } from './live-text.ts';
import { OUT_DIR } from './paths.ts';
import { styleFor } from './style.ts';
import { tierOf } from './tier.ts';

/** Asking a few processes for more than a scan has is cheap; asking thousands is not. */
const ASKED = 64;
const SHOWN = 50;

export async function whoCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('who', args, { json: { type: 'boolean' }, tier: { type: 'string' }, all: { type: 'boolean' } });
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new InputProblem(text === undefined ? 'nothing was named' : 'more than one thing was named', 'handoff who', 'Name one port, address or path: handoff who 8080');
  const target = whoTarget(text);
  if (!target) throw new InputProblem(`"${text}" is no port, address or path`, 'handoff who', 'Write 8080, 127.0.0.1:8080, [::1]:80, /run/x.sock or @name.');
  const scanner = openScanner(OUT_DIR, true);
  try {
    const capture = await scanner.scan({ tier: tierOf(values.tier) });
    const rows = whoRows(capture, target);
    // Connections of a port are many, and whoever asks for a port asks for its listener.
    const main = rows.filter((s) => capture.sockets.remotePort[s] === 0);
    const chosen = values.all || main.length === 0 ? rows : main;
    const answers = chosen.slice(0, values.all ? chosen.length : SHOWN).map((s) => withFlags(who(capture, s)));
    if (values.json) {
      console.log(JSON.stringify({ target: text, host: capture.header.host.name, at: capture.header.startedAt, hidden: capture.header.hidden, sockets: answers.map((a) => ({ ...a, commands: Object.fromEntries(commandsOf(a)) })) }));
    } else print(text, answers, rows.length - answers.length, unseen(capture));
    if (answers.length === 0) return 1;
    return answers.every((a) => a.holders.length === 0) && capture.header.hidden.processes > 0 ? 3 : 0;
  } finally {
    await scanner.close();
  }
}

function print(text: string, answers: readonly WhoAnswer[], others: number, notes: readonly string[]): void {
  const style = styleFor(process.stdout);
  if (answers.length === 0) console.log(`Nobody: no socket is bound to ${text}.`);
  else console.log(answers.map((a) => whoText(a, commandsOf(a), style)).join('\n\n'));
  if (others > 0) console.log(style.dim(`\n${others} more ${others === 1 ? 'socket' : 'sockets'} of ${text}: --all shows them.`));
  for (const note of notes) console.log(style.dim(`\n${note}`));
}

/** CLOEXEC, asked of the first holders. */
function withFlags(answer: WhoAnswer): WhoAnswer {
  const inode = Number(answer.row.inode);
  return {
    ...answer, holders: answer.holders.map((h, i) => (h.closeOnExec !== null || i >= ASKED ? h
      : { ...h, closeOnExec: asks.closeOnExec({ pid: h.process.pid, startedAt: h.process.startedAt, descriptor: h.descriptor, inode }) })),
  };
}

function commandsOf({ holders }: WhoAnswer): Map<number, string> {
  const commands = new Map<number, string>();
  for (const { process: { pid, startedAt } } of holders.slice(0, ASKED)) {
    const command = commands.has(pid) ? null : asks.commandLine(pid, startedAt);
    if (command !== null) commands.set(pid, command);
  }
  return commands;
}
