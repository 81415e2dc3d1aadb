/** `handoff who`: lists who holds a port, address or path, who watches it, and why it is still open. */
import { type Group, groupsOf, isConnection, whoRows, type WhoTarget, whoTarget, who, type WhoAnswer } from '../../../shared/live/who.ts';
import { type Capture, isPartial } from '../../../shared/live/capture.ts';
import { isUnheld } from '../../../shared/live/kept.ts';
import { peerOf } from '../../../shared/live/peer.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { asks, openScanner } from '../../services/live/scanner.ts';
import { pathRows } from './path-rows.ts';
import { onlyArgument, parseCommandLine } from './args.ts';
import { unseen, whoLines } from './live-text.ts';
import { say, sayJson } from './output.ts';
import { OUT_DIR } from './paths.ts';
import { style } from './style.ts';
import { tierOf } from './tier.ts';

/** Querying a few processes for more than a scan collects is cheap; querying thousands is not. */
const ASKED = 64;
const SHOWN = 50;
/** Options of `handoff record` that --record takes. */
const RECORD_OPTIONS = { record: { type: 'boolean' }, trace: { type: 'string', short: 'o' }, for: { type: 'string' },
  source: { type: 'string' }, steps: { type: 'boolean' } } as const;

export async function whoCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('who', args,
    { json: { type: 'boolean' }, tier: { type: 'string' }, all: { type: 'boolean' }, ...RECORD_OPTIONS });
  // Loaded on demand: a recording takes many modules.
  const { record, trace, for: most, source, steps } = values;
  const recording = [record, trace, most, source, steps].every((option) => option === undefined) ? null : await import('./who-record.ts');
  recording?.checkRecordOptions(values);
  const text = onlyArgument(positionals, 'target given', 'who', 'Name one port, address or path: handoff who 8080');
  const target = whoTarget(text);
  if (!target) {
    throw new InputProblem(
      `"${text}" is not a port, address or path`,
      'handoff who',
      `Write 8080, 127.0.0.1:8080, [::1]:80, /run/x.sock or @name. To list what a process holds, run handoff scan `
        + `process:${/^[\w.-]+$/.test(text) ? text : 'NAME'}`,
    );
  }
  const scanner = openScanner(OUT_DIR, true);
  try {
    const capture = await scanner.scan({ tier: tierOf(values.tier) });
    const rows = target.kind === 'path' ? pathRows(capture, target.path) : whoRows(capture, target);
    // A port can have many connections; a query for a port means its listener.
    const main = rows.filter((s) => !isConnection(capture, s));
    const chosen = values.all || main.length === 0 ? rows : main;
    const shown = chosen.slice(0, values.all ? chosen.length : SHOWN);
    await scanner.lookFurther(capture, [...shown, ...shown.flatMap((s) => peerOf(capture, s) ?? [])]);
    const group = groupsOf(capture, rows);
    const answers = shown.map((s) => ({ ...withFlags(who(capture, s)), group: group(s) }));
    // With a recording, the lines of JSON are those of the recording, if there is one.
    if (values.json && (values.record !== true || answers.length === 0)) {
      const { host, startedAt, hidden } = capture.header;
      sayJson({ target: text, host: host.name, at: startedAt, hidden,
        sockets: answers.map((a) =>
          ({ ...a, commands: Object.fromEntries(commandsOf(a)), ancestry: Object.fromEntries(ancestryOf(a)) })) });
    } else if (!values.json) print(text, answers, rows.length - answers.length, [
      ...(answers.length === 0 && target.kind !== 'path' && target.port !== null ? await asks.reservedPort(target.port) : []),
      ...elsewhere(capture, target, answers.length), ...unseen(capture)]);
    if (answers.length === 0) return 1;
    if (recording) return await recording.recordHolders(answers, values, values.json ?? false);
    // Connections without an inode have no holder that could be hidden.
    const open = shown.filter((s) => capture.sockets.inode[s] !== 0);
    return open.length > 0 && open.every((s) => isUnheld(capture, s)) && isPartial(capture.header) ? 3 : 0;
  } finally {
    await scanner.close();
  }
}

/** Above the sockets of each group, if there are several. */
const HEADS: Readonly<Record<Group, string>> = { listening: 'listeners', bound: 'bound sockets', accepted: 'connections to this port',
  outgoing: 'connections from this port', left: 'connections without a holder' };

function print(text: string, answers: readonly (WhoAnswer & { group: Group })[], others: number, notes: readonly string[]): void {
  if (answers.length === 0) say(`No socket is bound to ${text}.`);
  const grouped = new Set(answers.map(({ group }) => group)).size > 1;
  for (const [i, a] of answers.entries()) {
    const head = grouped && a.group !== answers[i - 1]?.group ? [style.dim(HEADS[a.group])] : [];
    say(...(i === 0 ? [] : ['']), ...head, ...whoLines(a, commandsOf(a), ancestryOf(a)));
  }
  if (others > 0) say('', style.dim(`${others} more ${others === 1 ? 'socket' : 'sockets'} of ${text}: --all shows them.`));
  for (const note of notes) say('', style.dim(note));
}

/** A port with no local owner can still be the remote end of connections, for instance to a server elsewhere. */
function elsewhere({ sockets }: Capture, target: WhoTarget, found: number): string[] {
  if (found > 0 || target.kind !== 'port') return [];
  const count = sockets.remotePort.reduce((sum, port) => sum + (port === target.port ? 1 : 0), 0);
  return count === 0 ? []
    : [`${count} ${count === 1 ? 'connection goes' : 'connections go'} to port ${target.port}: handoff scan `
      + `port:${target.port} lists ${count === 1 ? 'it' : 'them'}.`];
}

/** Reads CLOEXEC from the first holders. */
function withFlags(answer: WhoAnswer): WhoAnswer {
  const inode = Number(answer.row.inode);
  return {
    ...answer, holders: answer.holders.map((h, i) => (h.closeOnExec !== null || i >= ASKED ? h
      : { ...h, closeOnExec: asks.closeOnExec({ ...h.process, descriptor: h.descriptor, inode }) })),
  };
}

/** A line about each of the first processes, where there is one. */
function aboutEach({ holders }: WhoAnswer, ask: (pid: number, startedAt: number) => string | null): Map<number, string> {
  const lines = new Map<number, string>();
  for (const { process: { pid, startedAt } } of holders.slice(0, ASKED)) {
    const text = lines.has(pid) ? null : ask(pid, startedAt);
    if (text) lines.set(pid, text);
  }
  return lines;
}

const commandsOf = (answer: WhoAnswer): Map<number, string> => aboutEach(answer, asks.commandLine);
const ancestryOf = (answer: WhoAnswer): Map<number, string> => aboutEach(answer, asks.ancestry);
