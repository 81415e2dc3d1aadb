/** `npm run soak`: --steps N (100000) of one session, --rescans N (1000) of the live view. Exit 1 when memory grew. */
import { parseArgs } from 'node:util';
import { rescans } from './rescans.ts';
import { steps } from './steps.ts';

const { values } = parseArgs({ options: { steps: { type: 'string', default: '100000' }, rescans: { type: 'string', default: '1000' } } });
const wanted = { steps: Number(values.steps), rescans: Number(values.rescans) };
// One after the other: each looks at the memory of this process.
const flat = [wanted.steps > 0 ? await steps(wanted.steps) : true, wanted.rescans > 0 ? await rescans(wanted.rescans) : true];
process.exitCode = flat.every(Boolean) ? 0 : 1;
