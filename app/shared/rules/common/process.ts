/** Processes that a scenario creates and that exit: what they inherit and release (S50, P20). */
import type { Draft } from '../../domain/draft.ts';
import type { ProcessEntity } from '../../domain/entities.ts';
import { type WorldView, allOf, descriptorOf, processNamed } from '../../domain/world.ts';
import { textArg } from '../lookup.ts';
import { type CallRule, UNPREDICTED, type RuleContext, predictOk } from '../types.ts';
import { processEnded } from './close.ts';
import { makeDescriptor } from './make.ts';

/** First number of socket activation: SD_LISTEN_FDS_START. */
export const LISTEN_START = 3;

const handedDown = (c: RuleContext): readonly number[] | null =>
  (Array.isArray(c.args['listenFds']) ? (c.args['listenFds'] as readonly number[]) : null);

/** Descriptor numbers of the new process at its start. */
function inherits(world: WorldView, c: RuleContext): number[] {
  const listen = handedDown(c);
  if (listen) return listen.map((_, i) => LISTEN_START + i);
  if (!c.semantics.handsDown(c)) return [];
  return allOf(world, 'descriptor')
    .filter((d) => d.process === c.process.id && c.semantics.clauses.childGetsInheritable(d)).flatMap((d) => d.number ?? []);
}

export const createRule: CallRule = {
  predict(world, c) {
    if (processNamed(world, textArg(c, 'process'))?.state !== 'waiting') return UNPREDICTED;
    return predictOk({ inherited: inherits(world, c) }, handedDown(c) ? 'P21' : c.semantics.ids.child);
  },
  commit(draft, c, outcome) {
    const born = processNamed(draft, textArg(c, 'process'));
    if (outcome.kind !== 'ok' || !born) return;
    const listen = handedDown(c);
    draft.change('process', born.id, {
      state: c.args['suspended'] === true ? 'suspended' : 'running', pid: outcome.results.pid ?? null,
      ...(listen ? { listenFds: listen.length } : {}),
    });
    for (const number of outcome.results.inherited ?? []) inherit(draft, c, born, number, listen?.[number - LISTEN_START] ?? number);
  },
};

function inherit(draft: Draft, c: RuleContext, born: ProcessEntity, number: number, original: number): void {
  const parents = descriptorOf(draft, c.process.id, original);
  if (parents) makeDescriptor(draft, born.id, number, parents.object, 'inherited', c.step, true);
}

/** A pause changes nothing. */
export const pauseRule: CallRule = { predict: () => predictOk({}) };

export const resumeRule: CallRule = {
  predict: (world, c) =>
    // The result is the previous suspend count.
    (processNamed(world, textArg(c, 'process'))?.state === 'suspended' ? predictOk({ number: 1 }, 'S12') : UNPREDICTED),
  commit(draft, c, outcome) {
    const resumed = processNamed(draft, textArg(c, 'process'));
    if (outcome.kind === 'ok' && resumed) draft.change('process', resumed.id, { state: 'running' });
  },
};

export const exitRule: CallRule = {
  predict: (_world, c) => predictOk({}, c.semantics.ids.close),
  commit(draft, c, outcome) {
    if (outcome.kind === 'ok') processEnded(draft, c.semantics, c.process.id, 'exited', c.step);
  },
};
