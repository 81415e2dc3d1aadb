/** Performs a step that is a message: carries a value from one process to another. */
import { processNamed } from '../../../shared/domain/world.ts';
import type { MessageStep } from '../../../shared/scenario/format.ts';
import type { Action } from '../../../shared/trace/step.ts';
import { contentOf } from './message.ts';
import type { StepPlace } from './recorder.ts';
import { type StepContext, notRunning } from './step-context.ts';

export async function performMessage(run: StepContext, planned: MessageStep, place: StepPlace): Promise<void> {
  const { recorder, bindings, provider } = run;
  const { from, to, carrier } = planned;
  const name = planned.message.startsWith('$') ? planned.message.slice(1) : null;
  const content = contentOf(planned.message, bindings);
  const action: Action = { kind: 'message', from, to, carrier, name, content: content.shown, as: planned.as ?? null };
  const refuse = async (reason: string) => { await recorder.append({ ...place, action, outcome: { kind: 'refused', reason } }); };

  const absent = [from, to].map((p) => processNamed(recorder.world, p)!).find((p) => p.state !== 'running');
  const missing = content.missing ?? (absent ? notRunning(absent) : null);
  if (missing !== null) return refuse(missing);
  const as = planned.as ?? name;
  let micros: number;
  try {
    const carried = await provider.message({ from, to, carrier, content: content.sent, as: as ?? 'text' });
    if (content.sent.kind === 'text' && carried.text !== content.sent.text)
      return await refuse(`${to} received different bytes than ${from} sent`);
    ({ micros } = carried);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const diff = recorder.change((draft) => {
    const receiver = processNamed(draft, to)!;
    if (as !== null && !receiver.received.includes(as)) draft.change('process', receiver.id, { received: [...receiver.received, as] });
  });
  if (planned.as !== undefined) bindings.set(planned.as, content.binding);
  await recorder.append({ ...place, action, outcome: { kind: 'ok', results: {} }, diff, micros });
}
