/** Causes in state that the holders share: the blocking mode, the registration, a shutdown. */
import { currentRegistration } from '../../domain/world.ts';
import { type Sentence, at, say } from '../../trace/sentence.ts';
import { actorOf, deedText } from '../scope.ts';
import { whoMadeNonblocking } from '../who-made-nonblocking.ts';
import { lastTaken } from '../who-took-bytes.ts';
import type { FindCause } from './causes.ts';

/** S27, S37, S43, P2 */
export const wouldBlock: FindCause = ({ scope, socket, deed, process }) => {
  if (!socket) return null;
  const what = deed.does.accepts ? 'no connection is waiting'
    : deed.does.receives ? 'the queue is empty' : 'the call could not complete immediately';
  const answer: Sentence[] = [];
  const rules = [scope.rule('S27', 'P2')];
  const flags = deed.args['flags'];
  if (!socket.nonblocking && Array.isArray(flags) && (flags as readonly unknown[]).includes('MSG_DONTWAIT')) {
    answer.push(say`On ${scope.names.object(socket.id)} ${what}, and the call passed MSG_DONTWAIT.`);
  } else {
    const mode = whoMadeNonblocking(scope, socket);
    answer.push(say`On ${scope.names.object(socket.id)} ${what}, and it is non-blocking.`, mode.answer[0]!);
    rules.push(...mode.rules);
  }
  const taken = deed.does.receives ? lastTaken(scope, socket) : undefined;
  if (taken && actorOf(taken.step) !== process) {
    answer.push(say`The last bytes went to ${deedText(scope, taken.step)}.`);
    rules.push(scope.rule('S28', 'P19'));
  }
  return { answer, rules };
};

/** S37: FIONBIO 0 is refused while a registration exists. */
export const registeredStill: FindCause = ({ scope, socket, deed }) => {
  const current = socket && currentRegistration(scope.world, socket.id);
  if (deed.does.nonblocking !== 'ioctl' || !current) return null;
  return {
    answer: [say`A socket with a registration cannot be made blocking, and ${scope.names.registration(current)} of ${at(current.step)} is
      current. Cancel it first, with a mask of 0 through any descriptor.`],
    rules: ['S37', 'S38'],
  };
};

/** S30, P17 */
export const sendEnded: FindCause = ({ scope, socket }) => {
  if (!socket) return null;
  const ended = scope.sinceWhen(socket, (s) => s.sendShutdown || s.receiveShutdown);
  if (ended) {
    return { answer: [say`${deedText(scope, ended)} shut ${scope.names.object(socket.id)} down, and a shutdown affects every holder.`],
      rules: [scope.rule('S30', 'P17')] };
  }
  const end = socket.reset || socket.peerEnded ? scope.sinceWhen(socket, (s) => s.reset || s.peerEnded) : undefined;
  return end ? { answer: [say`The peer closed the connection with ${deedText(scope, end)}.`], rules: [scope.rule('S31', 'P16')] } : null;
};
