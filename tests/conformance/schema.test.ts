import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scenarioSchema } from '../../app/shared/scenario/format.ts';

const published = (): string => {
  const schema = z.toJSONSchema(scenarioSchema, { target: 'draft-2020-12', io: 'input' });
  const { $schema, ...rest } = schema;
  const head = { $schema, title: 'Socket Handoff Inspector scenario, version 1',
    description: 'A list of calls in several processes, with what is expected of them.' };
  return `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`;
};

describe('the published scenario schema', () => {
  it('is the one the program checks with (vitest -u updates it)', async () => {
    await expect(published()).toMatchFileSnapshot('../../assets/schema/handoff-scenario-1.json');
  });

  it('is named by every scenario of the library', async () => {
    for (const folder of ['winsock', 'linux']) {
      for (const file of await readdir(`assets/scenarios/${folder}`)) {
        const { $schema } = JSON.parse(await readFile(`assets/scenarios/${folder}/${file}`, 'utf8')) as { $schema?: string };
        expect($schema, file).toBe('../../schema/handoff-scenario-1.json');
      }
    }
  });
});
