/** Text of what the page itself says about a session: announcements for screen readers, progress and notices. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  live: {
    captured: (sockets: number, descriptors: number) => `Capture of ${plural(sockets, 'socket')} and ${plural(descriptors, 'descriptor')}.`,
    reading: (file: string) => `Reading ${file}`,
    scanning: 'Reading the descriptors of every process',
    writing: 'Writing the capture',
  },
  beforeFirst: 'Before the first step.',
  branched: (steps: number) => `A new session replays the first ${plural(steps, 'step')}.`,
  cannotContinue: 'A recording cannot be continued: extract a scenario first.',
  keptWork: 'The steps and edits are listed under Unsaved work.',
  linkCopied: 'Link copied.',
  noLink: 'Only library scenarios have links. Save the scenario or the trace as a file instead.',
  noSession: 'No session is open.',
  notConnected: 'The page is not connected yet.',
  opened: (title: string, planned: number) => `${title}. ${plural(planned, 'step')}, none performed yet.`,
  program: {
    ahead: (participant: string, call: string) => `About to happen: ${participant} calls ${call}`,
    detached: 'Detached. The program continues.',
    left: 'The recording has ended. Its programs continue.',
    endedEarly: (problem: string) => `The recording ended early: ${problem}.`,
    held: (participant: string, call: string) => `${participant} is held before ${call}.`,
    lost: 'The inspector has ended, and with it the recording. The steps so far stay on screen.',
    started: (title: string) => `Recording ${title}.`,
  },
  readOnly: 'Cannot perform a call in a trace opened from a file. Use Restart to perform its scenario, or branch from a step.',
  recorded: (platform: string) => `${platform}, recorded`,
  recordedFrom: (file: string) => `Read from ${file}`,
  reopened: (performed: number, planned: number) => `Edited scenario opened. ${performed} of ${plural(planned, 'step')} performed.`,
  saved: (file: string) => `Saved ${file}.`,
  source: 'the session',
  startingHost: 'Starting the processes',
  startingProcesses: (started: number, of: number) => `Starting processes: ${started} of ${of}`,
  stepCancelled: 'The step was not performed: it would reach another program, and you cancelled it.',
  writing: (title: string) => `Writing the file for ${title}`,
  writingTrace: 'Writing the trace',
  writingTraceSteps: (written: number, of: number) =>
    `Writing the trace, ${written.toLocaleString('en')} of ${of.toLocaleString('en')} steps`,
} as const;
