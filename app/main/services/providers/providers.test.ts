import { afterEach, describe, expect, it } from 'vitest';
import { Providers } from './providers.ts';

const here = process.platform;
const pretend = (platform: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value: platform });
afterEach(() => pretend(here));

describe('on macOS', () => {
  it('the model runs, and each real provider is not supported there yet', async () => {
    pretend('darwin');
    const [model, ...real] = await new Providers({ outDir: 'out/main', cacheDir: '.cache' }).list();
    expect(model).toMatchObject({ id: 'model', available: true, rules: ['winsock', 'linux'] });
    expect(real).toHaveLength(2);
    for (const provider of real) {
      expect(provider.available).toBe(false);
      expect(provider.reason).toMatch(/not supported on macOS.*Use the model/);
    }
  });
});
