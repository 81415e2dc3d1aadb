/**
 * Validates what arrives over a peer's channel. The peer makes the calls of a scenario, so its channel is as untrusted
 * as the scenario.
 */
import { isRecord } from '../../app/shared/base/is-record.ts';
import { isNumber, isOutcome, isText, listOf } from '../../app/shared/calls/is-outcome.ts';
import type { Operation, PeerReply } from '../channel/protocol.ts';

export function isReply(message: unknown): message is PeerReply {
  return isRecord(message) && Number.isSafeInteger(message['id'])
    && (message['ok'] === true || (message['ok'] === false && isText(message['problem'])));
}

/** Whether the output of an operation has the expected shape, checked to the extent of its use. */
export function isOutput(op: Operation, output: unknown): boolean {
  if (op === 'perform' || op === 'settle' || op === 'resume') return isPerformed(output);
  if (op === 'spawn')
    return isRecord(output) && isPerformed(output['performed']) && (output['pid'] === null || isNumber(output['pid']))
      && listOf(isNumber)(output['inherited']);
  return output === null || isRecord(output);
}

function isPerformed(value: unknown): boolean {
  return isRecord(value) && isOutcome(value['outcome']) && (value['micros'] === null || isNumber(value['micros']))
    && (value['ticket'] === undefined || isNumber(value['ticket']))
    && (value['observed'] === undefined || isRecord(value['observed']));
}
