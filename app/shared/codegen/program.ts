/** Assembles the programs of a plan. */
import type { CallStep, Scenario } from '../scenario/format.ts';
import { isAwait, isCall, isKill, isMessage } from '../scenario/step-kinds.ts';
import { InputProblem } from '../base/input-problem.ts';
import type { OutsideCallName } from '../calls/catalogue.ts';
import { CallContext } from './call-context.ts';
import { comment, identifier, literal } from './c-text.ts';
import { DIALECTS, type Dialect } from './dialect.ts';
import type { Plan, PlannedStep, Passed } from './plan.ts';
import { block, namesIn, receives, sends, stepText, threadName, threadOf } from './program-text.ts';
import type { CodeFile } from './types.ts';
import { ProgramWriter } from './writer.ts';

/** Milliseconds to wait for a call that is expected to block, and default for an awaited call. */
const PENDING_MS = 150;
const AWAIT_MS = 5000;

export class Programs {
  readonly #plan: Plan;
  readonly #dialect: Dialect;
  readonly #writers = new Map<string, ProgramWriter>();
  readonly #received = new Set<Passed>();
  readonly #killed = new Map<string, number>();

  constructor(plan: Plan, dialect: Dialect) {
    this.#plan = plan;
    this.#dialect = dialect;
    for (const { name } of plan.scenario.processes) this.#writers.set(name, new ProgramWriter());
    for (const { n, step } of plan.steps) if (isKill(step)) this.#killed.set(step.kill, n);
    for (const name of this.#writers.keys()) this.#begin(name);
    for (const step of plan.steps) this.#step(step);
    this.#end();
  }

  files(): CodeFile[] {
    return [...this.#writers].map(([process, writer]) => {
      const title = comment(`${process}.c: the part of ${process} in "${this.#plan.scenario.title}".${this.#how(process)}`, '');
      return { name: `${process}.c`, process,
        ...writer.text(title, this.#usesArgs(process) ? 'int main(int argc, char **argv)' : 'int main(void)') };
    });
  }

  #how(process: string): string {
    if (process === this.#plan.director) return this.#writers.size > 1 ? ' Run this one: it starts the others.' : '';
    const killed = this.#killed.get(process);
    return `${this.#isOutside(process) ? ' It shares nothing.' : ''}${killed === undefined ? '' : ` It is killed at step ${killed}.`}`;
  }

  #isOutside(process: string): boolean {
    return this.#scenarioProcess(process)?.role === 'outside';
  }

  /** Processes that a program creates suspended and must later resume. */
  #suspendedBy(process: string): string[] {
    return this.#plan.steps.flatMap(({ step, process: by }) =>
      (isCall(step) && by === process && step.args?.['suspended'] === true ? [String(step.args['process'])] : []));
  }

  /** Signals whose default action ends a program. */
  #hasSignals(): boolean {
    return this.#plan.steps.some(({ step, call }) => isCall(step)
      && (call?.verb === 'count signals' || /F_SET(OWN|SIG)/.test(String(step.args?.['command']))));
  }

  #usesArgs(process: string): boolean {
    return process !== this.#plan.director;
  }

  #scenarioProcess(name: string): Scenario['processes'][number] | undefined {
    return this.#plan.scenario.processes.find((p) => p.name === name);
  }

  #others(): string[] {
    return [...this.#writers.keys()].filter((name) => name !== this.#plan.director);
  }

  #writer(process: string): ProgramWriter {
    return this.#writers.get(process)!;
  }

  #begin(process: string): void {
    const writer = this.#writer(process);
    const isDirector = process === this.#plan.director;
    const children = isDirector ? this.#others().filter((name) => !this.#plan.later.has(name)) : [];
    for (const child of children) writer.declarations.push(...this.#dialect.child(child).declare);
    const own = this.#plan.variables.get(process) ?? [];
    for (const { name, kind } of own) {
      if (isDirector && kind === 'pid' && children.includes(name)) continue;
      const { type, first } = this.#dialect.variable(kind);
      writer.declarations.push(`static ${type} ${identifier(name)}${first};`);
    }
    for (const name of this.#suspendedBy(process)) writer.declarations.push(`static HANDLE ${identifier(name)}_thread;`);
    for (const thread of this.#scenarioProcess(process)?.threads ?? []) {
      if (this.#plan.steps.some((s) => s.process === process && s.thread === thread))
        writer.declarations.push(`static struct thread ${threadName(thread)};`);
    }
    const begin = isDirector ? `begin_all("${process}");`
      : this.#plan.later.has(process) ? `begin_created("${process}", argc, argv);` : `begin("${process}", argc, argv);`;
    writer.main(null,
      [begin, ...(this.#dialect.signals !== '' && this.#hasSignals() && !this.#isOutside(process) ? [this.#dialect.signals] : [])]);
    if (own.some((v) => v.name === process)) writer.main(null, [`${identifier(process)} = ${this.#dialect.ownPid};`]);
    for (const child of children) writer.main(null, [this.#dialect.child(child).start]);
    if (isDirector && this.#dialect === DIALECTS.linux)
      for (const name of this.#plan.later.keys()) writer.main(null, [`make_inbox("${name}");`]);
    if (isDirector) {
      for (const passed of this.#plan.passes) writer.main(null, sends(passed.to, passed, passed));
      const first = this.#plan.steps[0]!.process;
      if (first !== process) writer.main(null, [`pass_turn("${first}", 1);`]);
    }
    writer.main(null, ['']);
  }

  #step(planned: PlannedStep): void {
    const { n, step, process } = planned;
    const writer = this.#writer(process);
    const before = this.#plan.steps[n - 2];
    const after = this.#plan.steps[n];
    const head = comment(stepText(planned), '');
    const came = before && before.process !== process && !this.#endsItself(before);
    const cameFromStart = !before && process !== this.#plan.director;
    const directorHasTurn = before && this.#endsItself(before);
    const wait = (came || cameFromStart || (directorHasTurn && process !== this.#plan.director)) ? [`await_turn(${n});`] : [];
    writer.main(n,
      [...head, ...wait, ...this.#receives(process, n, new Set([...namesIn(planned), ...planned.passes.map((passed) => passed.name)])),
        ...this.#body(planned)]);
    for (const passed of planned.passes) writer.main(n, sends(passed.to, passed, passed));
    if (this.#endsItself(planned)) this.#ended(planned, after);
    else if (after && after.process !== process) writer.main(n, [`pass_turn("${after.process}", ${n + 1});`]);
    else if (!after && process !== this.#plan.director) writer.main(n, [`pass_turn("${this.#plan.director}", 0);`]);
    if (!writer.over) writer.main(null, ['']);
    if (isMessage(step)) this.#arrives(planned, step.to);
  }

  #endsItself({ call }: PlannedStep): boolean {
    return call?.process === 'ends';
  }

  /** A program that ends itself passes its turn to the director, which first waits for its end. */
  #ended({ n, process, step }: PlannedStep, after: PlannedStep | undefined): void {
    const { director } = this.#plan;
    if (process === director)
      throw new InputProblem(`"${process}" starts the others and must not end before them`, `steps[${n - 1}]`, 'Let another process end.');
    const call = step as CallStep;
    this.#writer(process).main(n, [`pass_turn("${director}", ${n + 1});`, this.#dialect.end(Number(call.args?.['code'] ?? 0))]);
    this.#writer(process).over = true;
    const writer = this.#writer(director);
    writer.main(n,
      [...comment(`Step ${n}: ${process} ends by itself.`, ''), `await_turn(${n + 1});`,
        ...this.#receives(director, n, new Set([process])), this.#dialect.endOf(process, this.#plan.later.has(process))]);
    if (after && after.process !== director) writer.main(n, [`pass_turn("${after.process}", ${n + 1});`]);
    writer.main(null, ['']);
  }

  /** Values from other processes that this step needs or passes on. */
  #receives(process: string, n: number, used: ReadonlySet<string>): string[] {
    const lines: string[] = [];
    for (const passed of [...this.#plan.passes, ...this.#plan.steps.slice(0, n).flatMap((s) => s.passes)]) {
      if (passed.to !== process || this.#received.has(passed) || !used.has(passed.name)) continue;
      this.#received.add(passed);
      lines.push(receives(passed));
    }
    return lines;
  }

  #body(planned: PlannedStep): string[] {
    const { n, step, process } = planned;
    if (isMessage(step)) {
      const { carries } = planned;
      return [
        ...(carries ? sends(step.to, carries.sent, carries.kept)
          : [`send_value("${step.to}", "text${n}", ${literal(step.message)}, sizeof ${literal(step.message)});`]),
        `say(${n}, "message", "ok");`,
      ];
    }
    if (isKill(step)) return block(this.#dialect.kill(n, step.kill, this.#plan.later.has(step.kill)));
    if (isAwait(step)) {
      const of = this.#plan.steps.find((s) => s.pending === planned.pending && isCall(s.step))!;
      return [`say(${n}, "${planned.call!.name}", done_within(&${threadOf(of)}, ${step.within ?? AWAIT_MS}) ? said_${of.n} : "pending");`];
    }
    if (this.#endsItself(planned)) return [`say(${n}, "${step.call}", "ok");`];
    const lines = this.#call(planned, step);
    if (planned.pending !== null) {
      const writer = this.#writer(process);
      if (planned.thread === null) writer.declarations.push(`static struct thread ${threadOf(planned)};`);
      writer.declarations.push(`static char said_${n}[1024];`);
      this.#function(planned, lines);
      return [`start_on(&${threadOf(planned)}, step_${n});`,
        `say(${n}, "${step.call}", done_within(&${threadOf(planned)}, ${PENDING_MS}) ? said_${n} : "pending");`];
    }
    if (planned.thread === null) return block(lines);
    this.#function(planned, lines);
    return [`make_on(&${threadOf(planned)}, step_${n});`];
  }

  #function(planned: PlannedStep, lines: readonly string[]): void {
    const { n, process, thread } = planned;
    const where = thread === null ? 'in a separate thread, because it is expected to block' : `in thread ${thread}`;
    this.#writer(process).function(n, [
      ...comment(`Step ${n}, ${where}.`, ''), `static void step_${n}(void)`, '{', ...lines.map((line) => `    ${line}`), '}',
    ]);
  }

  #call(planned: PlannedStep, step: CallStep): string[] {
    const { n, call } = planned;
    const write = call?.platform === 'outside' ? this.#dialect.outside[step.call as OutsideCallName] : this.#dialect.calls.get(step.call)!;
    const outcome = (text: string) =>
      (planned.pending === null ? `say(${n}, "${step.call}", ${text});` : `snprintf(said_${n}, sizeof said_${n}, "%s", ${text});`);
    const keep = step.as === undefined || call?.transfers === 'carries' ? [] : [step.as].flat();
    const kept = keep.filter((name) => this.#plan.variables.get(planned.process)?.some((v) => v.name === name));
    return write(new CallContext(step.call, step.args ?? {}, kept, `steps[${n - 1}]`, outcome, planned.process));
  }

  /** In the receiver's program, where the message arrives. */
  #arrives({ n, carries, step }: PlannedStep, to: string): void {
    const writer = this.#writer(to);
    if (!isMessage(step)) return;
    const note = comment(`Step ${n}: a message from ${step.from} arrives.`, '');
    if (carries) writer.main(n, [...note, receives(carries.kept)]);
    else writer.main(n,
      [...note, '{', `    char text[${Math.max(16, step.message.length * 4)}];`, `    receive_value("text${n}", text, sizeof text);`, '}']);
    writer.main(null, ['']);
  }

  #end(): void {
    const { director } = this.#plan;
    const last = this.#plan.steps.at(-1)!;
    for (const [process, writer] of this.#writers) {
      if (process === director) {
        const others = this.#others().filter((name) => !this.#plan.later.has(name));
        if (last.process !== director && !this.#endsItself(last)) writer.main(null, ['await_turn(0);']);
        if (others.length > 0) {
          writer.main(null, [
            `const char *const others[] = { ${others.map((name) => `"${name}"`).join(', ')} };`,
            `${this.#dialect.handleType} theirs[] = { ${others.map((name) => this.#dialect.child(name).handle).join(', ')} };`,
            `end_all(others, theirs, ${others.length});`,
          ]);
        }
        for (const name of this.#plan.later.keys())
          if (!this.#killed.has(name) && !this.#writer(name).over) writer.main(null, [`let_end("${name}");`]);
        writer.main(null, [...this.#dialect.lastly(director), 'return 0;']);
      } else if (!writer.over) {
        writer.main(null, [...comment('What it still holds stays open until all are done.', ''), 'await_turn(0);', 'return 0;']);
      }
    }
  }
}
