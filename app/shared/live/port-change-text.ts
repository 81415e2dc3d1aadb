/** Changes at a port as text. */
import type { ProcessLabel } from './capture.ts';
import { processText } from './hazard-kinds.ts';
import type { PortChange } from './port-changes.ts';

/** One line. `errorName` names the negative result of a call. */
export function portChangeText(entry: PortChange, errorName: (result: number) => string): string {
  const { change, socket, state, process, descriptor, others, call } = entry;
  const who = process === null ? 'no visible process' : processText(process);
  const held = process === null ? 'no visible holder' : `held by ${who} as descriptor ${descriptor}`;
  const by = causeText(entry, process);
  const is = state === 'listening' ? 'listens' : state === 'unknown' ? 'has no port' : `is ${state}`;
  switch (change) {
    case 'present': return `  ${socket} ${is}, ${held}`;
    case 'opened': return `+ ${socket} ${is}, ${held}${by}`;
    case 'accepted': return `+ ${socket} is accepted, ${held}${by}`;
    case 'held': return `+ ${socket} is ${others > 0 ? 'also' : 'now'} ${held}${by}`;
    case 'released': return `- ${socket} is no longer ${held}${by}`;
    case 'closed': return `- ${socket} is closed${process === null ? '' : `, last ${held}`}${by}`;
    case 'state': return `~ ${socket} ${is}${by}`;
    case 'refused': return `! ${who} cannot ${call?.name === 'listen' ? 'listen on' : 'bind'} ${socket}: ${
      call === null ? 'refused' : errorName(call.result)}`;
  }
}

function causeText({ change, state, call, lost }: PortChange, holder: ProcessLabel | null): string {
  // The other end made it, on this machine or another one.
  if (change === 'state' && state === 'close-wait') return ': the peer closed its end';
  if (call === null) return lost === 0 ? '' : `: cause not seen (${lost} ${lost === 1 ? 'call' : 'calls'} lost)`;
  const of = call.process.pid === holder?.pid ? '' : ` of ${processText(call.process)}`;
  return call.name === 'end' ? ': the process has ended' : `: ${call.name}${of}`;
}
