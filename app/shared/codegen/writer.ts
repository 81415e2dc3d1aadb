/** A program under construction: functions above main, the lines of main, and the lines of each step. */

interface Stretch {
  step: number;
  part: 'functions' | 'main';
  from: number;
  to: number;
}

export class ProgramWriter {
  readonly #functions: string[] = [];
  readonly #main: string[] = [];
  readonly #stretches: Stretch[] = [];
  /** Lines above main and its functions. */
  readonly declarations: string[] = [];
  /** The program ends by itself: nothing follows in its main. */
  over = false;

  /** Lines of main that perform a step, or no step if `step` is null. */
  main(step: number | null, lines: readonly string[]): void {
    this.#add('main', this.#main, step, lines.map((line) => (line === '' ? '' : `    ${line}`)));
  }

  /** A function above main that performs a step. */
  function(step: number, lines: readonly string[]): void {
    this.#add('functions', this.#functions, step, lines);
    this.#functions.push('');
  }

  #add(part: Stretch['part'], to: string[], step: number | null, lines: readonly string[]): void {
    if (step !== null) this.#stretches.push({ step, part, from: to.length + 1, to: to.length + lines.length });
    to.push(...lines);
  }

  /** Returns the program and its line ranges within the whole file. */
  text(title: readonly string[], mainLine: string): { text: string; lines: { step: number; from: number; to: number }[] } {
    const above = [...title, '', '#include "handoff.h"', '', ...this.declarations, ...(this.declarations.length > 0 ? [''] : [])];
    const functionsAt = above.length;
    const mainAt = functionsAt + this.#functions.length + 2;
    const all = [...above, ...this.#functions, mainLine, '{', ...this.#main, '}'];
    const lines = this.#stretches.map(({ step, part, from, to }) => {
      const at = part === 'main' ? mainAt : functionsAt;
      return { step, from: at + from, to: at + to };
    });
    return { text: all.join('\n') + '\n', lines: lines.sort((a, b) => a.from - b.from) };
  }
}
