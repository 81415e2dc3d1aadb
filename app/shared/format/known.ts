/** Labels for the ways in which a fact is known. */
import type { Known } from '../domain/entities.ts';

export const KNOWN_WORDS: Readonly<Record<Known, string>> = {
  performed: 'performed by us',
  read: 'read from the OS',
  predicted: 'predicted by the rules',
  documented: 'documented',
  hypothesis: 'hypothesis',
  recorded: 'recorded as it happened',
  concluded: 'concluded from the recording',
};
