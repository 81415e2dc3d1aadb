import { type WorldView, allOf } from '../../domain/world.ts';
import { isPrediction, numberArg, socketArg } from '../lookup.ts';
import { UNPREDICTED, type Prediction, type RuleContext, predictError } from '../types.ts';

/** The result of a general handle call on a number without a socket, which can be a handle of another kind. */
export function notAHandle(world: WorldView, c: RuleContext): Prediction {
  const number = numberArg(c, 's');
  const another = [...allOf(world, 'event'), ...allOf(world, 'port')].some((e) => e.process === c.process.id && e.number === number);
  const found = socketArg(world, c);
  const unknown = isPrediction(found) && found.outcome.kind === 'unknown';
  return another || unknown ? UNPREDICTED : predictError('WSA_INVALID_HANDLE');
}
