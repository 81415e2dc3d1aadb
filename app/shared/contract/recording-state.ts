/** The state of a recording of a program, as its events tell it. Host and page use it, so both have the same state. */
import type { HostEvent } from './contract.ts';
import type { HeldView, RecordingEvent, RecordingState } from './recording.ts';

/** The state after an event of the same recording. Events that the state contains already change nothing. */
export function recordingAfter(state: RecordingState, event: RecordingEvent): RecordingState {
  switch (event.event) {
    case 'recording.state': case 'recording.ended': return event.state;
    case 'recording.steps': return { ...state, length: event.length };
    case 'recording.held': return { ...state, held: [...without(state, event.held.id), event.held] };
    case 'recording.released': return { ...state, held: without(state, event.held) };
  }
}

const without = ({ held }: RecordingState, id: number): readonly HeldView[] => held.filter((one) => one.id !== id);

export const isRecordingEvent = (event: HostEvent): event is RecordingEvent => event.event.startsWith('recording.');

export const recordingOf = (event: RecordingEvent): string => ('state' in event ? event.state.recording : event.recording);
