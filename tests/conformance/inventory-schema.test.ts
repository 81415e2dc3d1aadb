import { expect, it } from 'vitest';
import { z } from 'zod';
import { inventoryLine } from '../../app/shared/live/file-format.ts';

it('the published schema of captures is the one the program reads with (vitest -u writes it anew)', async () => {
  const { $schema, ...rest } = z.toJSONSchema(inventoryLine, { target: 'draft-2020-12', io: 'input' });
  const head = { $schema, title: 'Socket Handoff Inspector inventory, version 1', description: 'One line of a capture of a machine\'s sockets: the capture itself, a socket, a change, or the end.' };
  await expect(`${JSON.stringify({ ...head, ...rest }, null, 2)}\n`).toMatchFileSnapshot('../../assets/schema/handoff-inventory-1.json');
});
