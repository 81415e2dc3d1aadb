/** What a scenario asks to reach besides what its own steps bind, as far as its text says so. */
import { findCall } from '../calls/catalogue.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { Scenario, ScenarioStep } from '../scenario/format.ts';
import { isCall } from '../scenario/step-kinds.ts';
import { arrivesAt, canBeBound, parseAddress } from './address.ts';
import { destinationOf } from './destination.ts';
import { type Permit, permitFor } from './permit.ts';

/** The permits that the scenario asks for, in the order of its steps; none for most. */
export function reaches(scenario: Pick<Scenario, 'rules' | 'processes' | 'steps'>): Permit[] {
  const binds = (step: ScenarioStep) => isCall(step) && findCall(scenario.rules, step.call)?.address === 'binds';
  const bound = scenario.steps.map((step): unknown => (isCall(step) && binds(step) ? step.args?.['address'] : undefined))
    .filter((address): address is string => typeof address === 'string' && !address.startsWith('$'));
  const found = scenario.steps.flatMap((step) => literalReach(scenario, step))
    .filter(({ address }) => !bound.some((own) => arrivesAt(address, own)));
  return [...new Set(found.map(({ permit }) => permit))];
}

function literalReach({ rules, processes }: Pick<Scenario, 'rules' | 'processes'>, step: ScenarioStep) {
  if (!isCall(step)) return [];
  const { process } = splitParticipant(step.process);
  const outside = processes.some(({ name, role }) => name === process && role === 'outside');
  const call = findCall(outside ? 'outside' : rules, step.call);
  const destination = call && destinationOf(call, step.args ?? {});
  const address = destination ? parseAddress(destination.to) : null;
  return destination && address && canBeBound(address) ? [{ address, permit: permitFor(destination) }] : [];
}
