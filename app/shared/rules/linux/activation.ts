/** sd_listen_fds: sockets that a service manager hands down (P21). */
import { descriptorOf } from '../../domain/world.ts';
import { LISTEN_START } from '../common/process.ts';
import { predictOk } from '../types.ts';
import type { LinuxRule } from './clauses.ts';

/** sd_listen_fds returns the numbers and sets close-on-exec on them (P21). */
export const listenFds: LinuxRule = {
  predict: (_world, c) => predictOk({ descriptors: Array.from({ length: c.process.listenFds ?? 0 }, (_, i) => LISTEN_START + i) }, 'P21'),
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    for (const number of outcome.results.descriptors ?? []) {
      const descriptor = descriptorOf(draft, c.process.id, number);
      if (descriptor) c.semantics.clauses.activationClosesOnExec(draft, descriptor.id);
    }
  },
};
