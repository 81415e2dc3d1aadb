/** `--exit-when-shown`: starts the program, serves its page, and exits. Packaging tests use it to check that a package starts. */
import { app } from 'electron';
import type { Answer, Input, RequestName } from '../../../shared/contract/contract.ts';
import type { HostedService } from '../gate.ts';

export const LAUNCH_ONLY = '--exit-when-shown';

/** Wraps the service to exit once the page has received the library: by then everything from the page to the disk works. */
export function endingService(service: HostedService): HostedService {
  return {
    onEvent: (listener) => service.onEvent(listener),
    async request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
      const answer = await service.request(name, input);
      // After the answer was sent.
      if (name === 'library.list') setImmediate(() => { if (answer.ok) app.quit(); else process.exit(1); });
      return answer;
    },
  };
}
