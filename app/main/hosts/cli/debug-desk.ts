/** Carries out the commands of `handoff debug`. A command about a held call waits until one is held. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Rules } from '../../../shared/domain/entities.ts';
import type { Debugging, Held } from '../../services/recording/debugging.ts';
import { DEBUG_HELP, type DebugCommand, parseDebugCommand } from './debug-commands.ts';
import { factLines, headOf, heldLines } from './print-held.ts';
import type { Piece } from './shown.ts';

interface Desk {
  debugging: Debugging;
  /** Of the programs. */
  rules: Rules;
  show(...lines: readonly Piece[]): void;
  /** Ends the recording. */
  detach(): void;
  /** Commands that come while nothing is held wait, as those of a file do. */
  waits: boolean;
}

export class DebugDesk {
  readonly #desk: Desk;
  readonly #queue: DebugCommand[] = [];

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A line of the user. */
  line(text: string): void {
    try {
      const command = parseDebugCommand(text, this.#desk.rules);
      if (command) this.#queue.push(command);
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
      this.#desk.show(error.message);
    }
    this.work();
  }

  /** Carries out what can be: called for each command, and when a call is held. */
  work(): void {
    for (let next = this.#queue[0]; next !== undefined; [next] = this.#queue) {
      const needsHeld = next.kind === 'release' || next.kind === 'show';
      if (needsHeld && this.#desk.waits && this.#desk.debugging.held.length === 0) return;
      this.#queue.shift();
      this.#obey(next);
    }
  }

  #obey(command: DebugCommand): void {
    const { debugging, show, detach } = this.#desk;
    switch (command.kind) {
      case 'help': show(...DEBUG_HELP.split('\n')); return;
      case 'detach': detach(); return;
      case 'clear': debugging.setConditions([]); return;
      case 'hold': {
        if (command.condition) debugging.setConditions([...debugging.conditions, command.condition]);
        show(...debugging.conditions.map(({ text }) => `holds before ${text}`));
        return;
      }
      case 'show': case 'release': {
        const held = debugging.held.find(({ id }) => command.id === null || id === command.id);
        if (!held) show(command.id === null ? 'No call is held.' : `#${command.id} is not held.`);
        else if (command.kind === 'release') this.#release(held, command);
        else if (command.what === 'facts') show(headOf(held), ...factLines(debugging.factsOf(held), held.rules));
        else show(...debugging.held.flatMap(heldLines));
      }
    }
  }

  #release(held: Held, { how, next }: Extract<DebugCommand, { kind: 'release' }>): void {
    if (how.kind === 'cut' && held.call.call !== 'recvmsg') {
      this.#desk.show('Only recvmsg has a control buffer to shorten.');
      return;
    }
    this.#desk.debugging.release(held.id, how, next);
  }
}
