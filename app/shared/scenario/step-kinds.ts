/** Kinds of steps and names, apart from the schemas: pages that check no scenario do without zod. */
import type { AwaitStep, CallStep, KillStep, MessageStep, ScenarioStep } from './format.ts';

/** Of a process or thread. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

export const isCall = (step: ScenarioStep): step is CallStep => 'call' in step;
export const isMessage = (step: ScenarioStep): step is MessageStep => 'message' in step;
export const isAwait = (step: ScenarioStep): step is AwaitStep => 'await' in step;
export const isKill = (step: ScenarioStep): step is KillStep => 'kill' in step;
