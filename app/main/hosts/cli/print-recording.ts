/** Prints a recording: its steps if asked for, and the last lines: who holds which listener, which hazards arose. */
import type { Loss } from '../../../shared/recording/source.ts';
import { firstOfEach, hazardsOf, listenerStories } from '../../../shared/recording/summary.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import { sentenceText } from '../../../shared/trace/sentence.ts';
import { remark, say, sayJson } from './output.ts';
import { StepPrinter } from './print.ts';
import { line, type Piece } from './shown.ts';
import { style, styleFor } from './style.ts';

/** Lines per kind of hazard. */
const MOST_HAZARDS = 20;

interface How {
  json: boolean;
  steps: boolean;
  /** The program used standard output: the summary goes to standard error. */
  launched: boolean;
}

export function printRecording(log: TraceLog, loss: Loss, { json, steps, launched }: How): void {
  if (json || steps) printSteps(log, json);
  if (json) sayJson(summaryOf(log, loss));
  else (launched ? remark : say)(...linesOf(log, loss, launched));
}

/** Processes appear in the course of a recording: the printer gets those of its end. */
function printSteps(log: TraceLog, json: boolean): void {
  const processes = [...log.worldAt(log.length).ofKind('process')];
  const start = { ...log.header.start, added: Object.fromEntries(processes.map((p) => [p.id, p])) };
  const printer = new StepPrinter({ ...log.header, start }, 'recorded', json);
  for (const step of log.steps()) printer.step(step);
}

const divergencesOf = (log: TraceLog): number =>
  log.steps().reduce((sum, step) => sum + step.divergences.filter((d) => d.knownDifference === null).length, 0);

/** The last line of --json. */
function summaryOf(log: TraceLog, loss: Loss): object {
  const { recording, scenario } = log.header;
  return {
    processes: scenario.processes.length, steps: log.length, calls: recording!.calls, lost: recording!.lost, unread: recording!.unread,
    undecoded: recording!.undecoded, notFollowed: recording!.notFollowed, divergences: divergencesOf(log), source: recording!.source,
    examples: loss.examples,
    hazards: hazardsOf(log).map(({ hazard, ended }) =>
      ({ id: hazard.id, since: hazard.since, ended, rules: hazard.rules, subjects: hazard.subjects, text: sentenceText(hazard.sentence) })),
    listeners: listenerStories(log).map(({ socket, head, holders, open }) =>
      ({ socket, open, text: sentenceText(head), holders: holders.map((holder) => sentenceText(holder)) })),
  };
}

function linesOf(log: TraceLog, loss: Loss, launched: boolean): Piece[] {
  const { recording, scenario } = log.header;
  const paint = launched ? styleFor({}) : style;
  const divergences = divergencesOf(log);
  const [steps, calls] = [counted(log.length, 'step'), counted(recording!.calls, 'call')];
  const processes = counted(scenario.processes.length, 'process', 'processes');
  const lines: Piece[] = [line`${steps} of ${processes}, from ${calls}; divergences ${divergences}, lost ${recording!.lost}`];
  for (const text of limits(log, loss)) lines.push(paint.warn(text));
  for (const { head, holders } of listenerStories(log)) {
    lines.push(line``, paint.bold(sentenceText(head)));
    for (const holder of holders) lines.push(line`  ${sentenceText(holder)}`);
  }
  const hazards = firstOfEach(hazardsOf(log), ({ hazard }) => hazard.id, MOST_HAZARDS);
  if (hazards.shown.length > 0) lines.push(line``);
  for (const { hazard, ended } of hazards.shown) {
    const over = ended === null ? '' : ` Over since step ${ended}.`;
    lines.push(paint.warn(`hazard ${hazard.id} (${hazard.rules.join(', ')}): ${sentenceText(hazard.sentence)}${over}`));
  }
  for (const [id, count] of hazards.more) lines.push(paint.warn(`hazard ${id}: ${count} more; the trace and --json have all of them`));
  for (const step of log.steps()) {
    for (const d of step.divergences.filter(({ knownDifference }) => knownDifference === null))
      lines.push(paint.bad(`DIVERGENCE at step ${step.n} in the ${d.what}: the rules say ${d.predicted}, but ${d.observed}`));
  }
  return lines;
}

/** What the recording does not contain. */
function limits(log: TraceLog, loss: Loss): string[] {
  const { lost, unread, undecoded, notFollowed } = log.header.recording!;
  const others = Object.entries(notFollowed).map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    ...(unread > 0 ? [`${counted(unread, 'line')} could not be read:`, ...loss.examples.map((text) => `  ${text}`)] : []),
    ...(lost > 0 && unread === 0 ? loss.examples.map((text) => `lost: ${text}`) : []),
    ...(undecoded > 0 ? [`${counted(undecoded, 'call')} on sockets without enough of their arguments`] : []),
    ...(others === '' ? [] : [`calls on sockets that are not followed: ${others}`]),
  ];
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
