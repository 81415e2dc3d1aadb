/** `--exit-when-shown`: the program comes up, serves its page, and ends. For whoever has to know that a package starts. */
import { app } from 'electron';
import type { Answer, Input, RequestName } from '../../../shared/contract/contract.ts';
import type { HostedService } from '../gate.ts';

export const LAUNCH_ONLY = '--exit-when-shown';

/** The service, with an end: once the page has been told of the library, everything between it and the disk has worked. */
export function endingService(service: HostedService): HostedService {
  return {
    onEvent: (listener) => service.onEvent(listener),
    async request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
      const answer = await service.request(name, input);
      // After the answer has gone out.
      if (name === 'library.list') setImmediate(() => { if (answer.ok) app.quit(); else process.exit(1); });
      return answer;
    },
  };
}
