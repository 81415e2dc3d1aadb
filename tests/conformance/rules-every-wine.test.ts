/** The cases on every version of Wine but the default one: those that are set up, and those that known differences were tried on. */
import { WINES_TRIED } from '../../app/shared/domain/platform.ts';
import { describeOnWine, WINES_HERE } from '../support/on-wine.ts';
import { ruleCases } from '../support/rule-cases.ts';

const cases = [...ruleCases('winsock'), ...ruleCases('winsock-left-open')];
const [first] = WINES_HERE;

for (const version of new Set([...WINES_HERE, ...WINES_TRIED])) if (version !== first) describeOnWine(version, cases);
