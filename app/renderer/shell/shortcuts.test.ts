import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** The page without a window: an element outside of every control. */
class FakeElement {
  closest(): null { return null; }
}

beforeAll(() => {
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
});
afterAll(() => vi.unstubAllGlobals());

it('Space and Ctrl S belong to the browser while no session is open', async () => {
  const { onShortcut } = await import('./shortcuts.ts');
  for (const key of [{ key: ' ' }, { key: 's', ctrlKey: true }]) {
    const preventDefault = vi.fn<() => void>();
    onShortcut({ ...key, target: new FakeElement(), defaultPrevented: false, preventDefault } as unknown as KeyboardEvent);
    expect(preventDefault).not.toHaveBeenCalled();
  }
});
