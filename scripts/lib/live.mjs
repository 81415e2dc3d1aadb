import { bundle } from './bundle.mjs';

/** Bundles the load generator, its processes, the other programs of tests/live and the bench into out/live. */
export const bundleLive = () => bundle('live', {
  load: 'tests/live/load/entry.ts', child: 'tests/live/load/child.ts', churn: 'tests/live/programs/churn.ts',
  holder: 'tests/live/programs/holder.ts',
  'windows-scene': 'tests/live/programs/windows-scene.ts', bench: 'tests/live/bench/entry.ts',
});
