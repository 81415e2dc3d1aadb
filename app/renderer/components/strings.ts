/** Text that several views share. */
import { strings as store } from '../store/strings.ts';

export const strings = {
  back: 'Back',
  cancel: 'Cancel',
  cannotContinue: store.cannotContinue,
  close: 'Close',
  connectedTo: 'connected to',
  copied: (what: string) => `${what} copied`,
  copy: (what: string) => `Copy ${what}`,
  dismiss: 'Dismiss',
  done: 'Done',
  durationTitle:
    'From sending the call to the process until its outcome arrived: the call itself, its waiting, and the way there and back',
  goToStep: (n: number) => `Go to step ${n}`,
  inspect: (name: string) => `Inspect ${name}`,
  knownAt: (how: string, step: number) => `${how} at step ${step}`,
  knownBy: (how: string) => `(${how})`,
  menu: 'Actions',
  next: 'Next',
  noPrediction: 'no prediction',
  none: 'none',
  noRecordedSteps: 'No recorded steps.',
  positionOf: (n: number, total: number) => `${n} of ${total}`,
  run: 'Run',
  step: 'Step',
  stepLink: (n: number) => `step ${n}`,
  stepTitle: (n: number) => `Step ${n}`,
  success: 'success',
  theStart: 'the start',
  to: 'to',
} as const;
