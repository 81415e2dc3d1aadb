/** Compares what is on screen with a world: the page must show the trace, and nothing else. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { allOf, descriptorsFor, referenceCount } from '../../app/shared/domain/world.ts';
import type { World } from '../../app/shared/domain/world.ts';
import { stateLabel } from '../../app/shared/domain/labels.ts';

export const nodeId = (entity: string) => `node-${entity.replaceAll(':', '-')}`;

/** Processes, descriptors, underlying sockets with state and references, and registrations. */
export async function expectGraph(page: Page, world: World): Promise<void> {
  // The graph draws what it is given a frame later than the position is.
  await expect(() => expectShown(page, world)).toPass({ timeout: 10_000, intervals: [50, 100, 250] });
}

async function expectShown(page: Page, world: World): Promise<void> {
  const shown = await readGraph(page);
  for (const process of allOf(world, 'process')) {
    // An outside process is drawn once there is something to see of it.
    const seen = process.role === 'participant' || process.state !== 'running'
      || allOf(world, 'descriptor').some((d) => d.process === process.id);
    if (seen) expect(shown.has(nodeId(process.id)), `${process.id} is in the graph`).toBe(true);
  }
  const participants = new Set(allOf(world, 'process').filter((p) => p.role === 'participant').map((p) => p.id));
  for (const descriptor of allOf(world, 'descriptor')) {
    if (!participants.has(descriptor.process)) continue;
    const node = shown.get(nodeId(descriptor.id));
    expect(node, `${descriptor.id} is in the graph`).toBeDefined();
    if (descriptor.number !== null) expect(Number(node!.number), `number of ${descriptor.id}`).toBe(descriptor.number);
  }
  for (const socket of allOf(world, 'socket')) {
    const ours = descriptorsFor(world, socket.id).some((d) => participants.has(d.process));
    const node = shown.get(nodeId(socket.id));
    if (ours) expect(node, `${socket.id} is in the graph`).toBeDefined();
    if (!node) continue;
    expect(node.state, `state of ${socket.id}`).toBe(socket.closedAt === null ? stateLabel(socket).text : 'closed');
    expect(Number(node.references), `references of ${socket.id}`).toBe(referenceCount(world, socket.id));
  }
  for (const registration of allOf(world, 'registration')) {
    const node = shown.get(nodeId(registration.id));
    if (!node) continue;
    expect(node.state, `state of ${registration.id}`).toBe(registration.state);
    expect(node.cancelledBy ?? '', `what cancelled ${registration.id}`).toBe(String(registration.cancelledBy ?? ''));
  }
}

interface Shown { state: string | undefined; references: string | undefined; number: string | undefined; cancelledBy: string | undefined }

async function readGraph(page: Page): Promise<Map<string, Shown>> {
  const nodes = await page.getByTestId('graph').locator('[data-testid^="node-"]').evaluateAll((all) => all.map((node) => {
    const { testid, state, references, number, cancelledBy } = (node as HTMLElement).dataset;
    return [testid!, { state, references, number, cancelledBy }] as const;
  }));
  return new Map(nodes);
}
