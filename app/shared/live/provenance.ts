/** The origin of a descriptor, as far as one capture shows it. */
import type { Capture, LiveProcess } from './capture.ts';
import { processText } from './hazard-kinds.ts';
import { holdersOf } from './rows.ts';

const STANDARD = ['standard input', 'standard output', 'standard error'] as const;

/**
 * Returns the probable origin of a descriptor, or null without a hint. A parent that holds the same
 * number and started earlier passed it by fork or exec (P20).
 */
export function provenance(c: Capture, h: number): string | null {
  const process = c.processes[c.holders.process[h]!]!;
  const number = c.holders.descriptor[h]!;
  const others = holdersOf(c, c.holders.socket[h]!).filter((o) => o !== h);
  const own = others.filter((o) => c.holders.process[o] === c.holders.process[h]);
  if (own.some((o) => c.holders.descriptor[o]! < number)) return `duplicated within ${processText(process)}, or received again`;
  const at = (o: number) => c.processes[c.holders.process[o]!]!;
  const parent = others.find((o) => at(o).pid === process.parent);
  if (parent !== undefined) {
    return c.holders.descriptor[parent] === number
      ? `inherited from its parent ${processText(at(parent))}, which holds it under the same number`
      : `passed on by its parent ${processText(at(parent))}, which holds it as ${c.holders.descriptor[parent]!}`;
  }
  const child = others.find((o) => at(o).parent === process.pid);
  if (child !== undefined) return `opened here or received; also held by the child ${processText(at(child))}`;
  const heir = others.find((o) => at(o).parent === process.parent && at(o).session === process.session && process.session !== undefined
    && c.holders.descriptor[o] === number);
  if (heir !== undefined && process.parent === 1)
    return `inherited, like that of ${processText(at(heir))}, from a process that has ended: same number, same session`;
  const sibling = others.find((o) => at(o).parent === process.parent && c.holders.descriptor[o] === number && process.parent > 1);
  if (sibling !== undefined)
    return `inherited from parent ${process.parent}, like that of ${processText(at(sibling))}; the parent no longer holds it`;
  const elder = others.filter((o) => at(o).startedAt < process.startedAt && at(o).startedAt > 0)[0];
  if (elder !== undefined)
    return `received from another process, or inherited through one that has ended: ${processText(at(elder))} also holds it `
      + `and started earlier`;
  return others.length === 0 ? originOfOnly(process, number) : 'opened here or received';
}

/** For a descriptor without any other for the same socket. */
function originOfOnly({ pid, parent, group, session }: LiveProcess, number: number): string | null {
  if (number < STANDARD.length) return `its ${STANDARD[number]!}, set by the process that started it`;
  if (group === undefined || session === undefined) return null;
  return parent === 1 && (group !== pid || session !== pid) ? 'opened here, or inherited from its parent, which has ended'
    : 'opened here, or passed on by a process that has closed it';
}
