import { describe, expect, it } from 'vitest';
import { checkScenario, parseScenario } from './check.ts';

const socketStep = { process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' };
const scenario = (...steps: unknown[]) => ({
  format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }, { name: 'target' }], steps,
});
const problemOf = (json: unknown): string => {
  try {
    checkScenario(json);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no problem';
};

describe('a scenario with a fault gets one message with its place and a way out', () => {
  it.each([
    ['an unknown call', scenario({ process: 'main', call: 'WSASocket' }),
      'steps[0].call: unknown call "WSASocket". Did you mean "WSASocketW"?'],
    ['an unknown process', scenario({ ...socketStep, process: 'taget' }), 'steps[0].process: no process is called "taget". Did you mean "target"?'],
    ['a name that is not bound', scenario(socketStep, { process: 'main', call: 'listen', args: { s: '$t', backlog: 1 } }),
      'steps[1].args.s: $t is not bound yet. Did you mean $s?'],
    ['a wrong argument type', scenario(socketStep, { process: 'main', call: 'listen', args: { s: '$s', backlog: 'many' } }),
      'steps[1].args.backlog: listen takes a whole number here, not the text "many". How many may wait.'],
    ['a value of the wrong kind', scenario(socketStep, { process: 'main', call: 'WSASocketW', args: { protocolInfo: '$s' } }),
      'steps[1].args.protocolInfo: WSASocketW takes a WSAPROTOCOL_INFOW ($name) ($s is a descriptor) here'],
    ['an unknown argument', scenario({ ...socketStep, args: { family: 'AF_INET' } }), 'steps[0].args.family: WSASocketW has no argument "family"'],
    ['a missing argument', scenario(socketStep, { process: 'main', call: 'listen', args: { s: '$s' } }), 'steps[1].args.backlog: listen needs the argument "backlog"'],
    ['an unknown constant', scenario({ ...socketStep, args: { af: 'AF_INTE', type: 'SOCK_STREAM' } }), 'steps[0].args.af: "AF_INTE" is not known here. Did you mean "AF_INET"?'],
    ['an address that is not of this machine', scenario(socketStep, { process: 'main', call: 'connect', args: { s: '$s', address: '10.0.0.1:80' } }),
      'steps[1].args.address: "10.0.0.1:80" is not a loopback address with a port'],
    ['a blob that has not arrived', scenario(socketStep,
      { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$target' }, as: 'blob' },
      { process: 'target', call: 'WSASocketW', args: { protocolInfo: '$blob' } }), 'steps[2].args.protocolInfo: $blob has not arrived in "target". Add a step'],
    ['a step of no kind', scenario({ process: 'main' }), 'steps[0]: this step says nothing to do. A step has exactly one of'],
    ['a step of two kinds', scenario({ ...socketStep, kill: 'target' }), 'steps[0]: this step is both call and kill'],
    ['a killed process', scenario({ kill: 'target' }, { ...socketStep, process: 'target' }), 'steps[1].process: "target" was killed by an earlier step'],
    ['a thread that is not listed', scenario({ ...socketStep, process: 'target/t9' }), 'steps[0].process: process "target" has no thread "t9"'],
    ['a stray field', { ...scenario(socketStep), colour: 'blue' }, 'the file: Unrecognized key: "colour"'],
    ['another format', { ...scenario(socketStep), format: 'handoff-scenario/9' }, 'format: Invalid input'],
  ])('%s', (_what, json, message) => {
    expect(problemOf(json)).toContain(message);
  });

  it('text that is no JSON', () => {
    expect(() => parseScenario('{', 'x.json')).toThrow(/^x\.json: not JSON \(.*\)\. Save it as JSON in UTF-8\.$/);
  });

  it('and a good one none', () => {
    expect(problemOf(scenario(socketStep,
      { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$target' }, as: 'blob' },
      { message: '$blob', from: 'main', to: 'target', carrier: 'file' },
      { process: 'target', call: 'WSASocketW', args: { protocolInfo: '$blob' }, as: 'd', expect: { ok: true } }))).toBe('no problem');
  });
});

describe('a process that is created later', () => {
  const born = (rules: 'winsock' | 'linux', ...steps: unknown[]) => ({
    format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'target' }, { name: 'child', start: 'later' }], steps,
  });
  const create = { process: 'main', call: 'CreateProcessW', args: { process: 'child', suspended: true } };
  const own = { ...socketStep, process: 'child' };

  it.each([
    ['makes no call before', born('winsock', own), 'steps[0].process: "child" does not exist yet. An earlier step must create it: { "call": "CreateProcessW"'],
    ['has no pid before', born('winsock', socketStep, { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$child' } }),
      'steps[1].args.processId: "child" does not exist yet'],
    ['makes no call while suspended', born('winsock', create, own), 'steps[1].process: "child" is suspended and has not run yet. An earlier step must resume it'],
    ['is created once', born('winsock', create, create), 'steps[1].args.process: "child" exists already'],
    ['is resumed once', born('winsock', create, { process: 'main', call: 'ResumeThread', args: { process: 'child' } },
      { process: 'main', call: 'ResumeThread', args: { process: 'child' } }), 'steps[2].args.process: "child" is not suspended'],
    ['must be declared', born('linux', { process: 'main', call: 'fork', args: { process: 'chidl' } }), 'steps[0].args.process: no process is called "chidl". Did you mean "child"?'],
    ['must be declared as such', born('linux', { process: 'main', call: 'fork', args: { process: 'target' } }), 'steps[0].args.process: "target" exists already. Declare the process with "start": "later"'],
    ['does nothing after its exit', born('linux', { process: 'target', call: 'exit', args: { code: 0 } }, { process: 'target', call: 'socket', args: {} }),
      'steps[1].process: "target" has exited by an earlier step'],
    ['is never main, which cannot exit', born('linux', { process: 'main', call: 'exit', args: { code: 0 } }), 'steps[0].process: "main" cannot exit: it is the inspector'],
    ['is never main, which is there', { ...born('linux', socketStep), processes: [{ name: 'main', start: 'later' }] }, 'processes[0].start: "main" is the inspector itself'],
  ])('%s', (_what, json, message) => {
    expect(problemOf(json)).toContain(message);
  });
});
