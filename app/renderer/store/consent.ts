/** Asks the user before a session reaches other programs. An answer does not apply to another session. */
import type { Input } from '../../shared/contract/contract.ts';
import { request } from './host-client.ts';
import { pageStore } from './resettable.ts';

export interface ConsentQuestion {
  /** The source of the requests: a file, or a step. */
  what: string;
  next: 'open' | 'perform';
  /** `connect:127.0.0.1:5432`, as determined by main. */
  permits: readonly string[];
  /** The permits that the user grants; null to cancel the opening or step. */
  answer(allowed: readonly string[] | null): void;
}

export const useConsent = pageStore<{ question: ConsentQuestion | null }>(() => ({ question: null }));

/** Permits that the user selects: empty, without a question, if main finds none to ask for; null if the user cancels. */
export async function consentFor(
  reaching: Input<'session.reaches'>, what: string, next: ConsentQuestion['next'],
): Promise<readonly string[] | null> {
  const found = await request('session.reaches', reaching);
  // Problems of a scenario are reported when it is opened.
  if (!found.ok || found.value.length === 0) return [];
  return new Promise((resolve) => {
    useConsent.setState({
      question: {
        what, next, permits: found.value,
        answer: (allowed) => {
          useConsent.setState({ question: null });
          resolve(allowed);
        },
      },
    });
  });
}
