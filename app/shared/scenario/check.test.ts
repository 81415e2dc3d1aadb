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
    ['a call that only programs make',
      { ...scenario({ process: 'main', call: 'unshare', args: { flags: ['CLONE_FILES'] } }), rules: 'linux' },
      'steps[0].call: unshare cannot be performed by a scenario: it would part the threads of the participant'],
    ['an unknown process', scenario({ ...socketStep, process: 'taget' }),
      'steps[0].process: no process is called "taget". Did you mean "target"?'],
    ['a name that is not bound', scenario(socketStep, { process: 'main', call: 'listen', args: { s: '$t', backlog: 1 } }),
      'steps[1].args.s: $t has no value yet. Did you mean $s?'],
    ['a wrong argument type', scenario(socketStep, { process: 'main', call: 'listen', args: { s: '$s', backlog: 'many' } }),
      'steps[1].args.backlog: listen takes a whole number here, not the text "many". Length of the queue.'],
    ['a value of the wrong kind', scenario(socketStep, { process: 'main', call: 'WSASocketW', args: { protocolInfo: '$s' } }),
      'steps[1].args.protocolInfo: WSASocketW takes a WSAPROTOCOL_INFOW ($name) ($s is a descriptor) here'],
    ['an unknown argument', scenario({ ...socketStep, args: { family: 'AF_INET' } }),
      'steps[0].args.family: WSASocketW has no argument "family"'],
    ['a missing argument', scenario(socketStep, { process: 'main', call: 'listen', args: { s: '$s' } }),
      'steps[1].args.backlog: listen needs the argument "backlog"'],
    ['an unknown constant', scenario({ ...socketStep, args: { af: 'AF_INTE', type: 'SOCK_STREAM' } }),
      'steps[0].args.af: "AF_INTE" is not known here. Did you mean "AF_INET"?'],
    ['an address that is not of this machine',
      scenario(socketStep, { process: 'main', call: 'connect', args: { s: '$s', address: '10.0.0.1:80' } }),
      'steps[1].args.address: "10.0.0.1:80" is not a loopback address with a port'],
    ['a blob that has not arrived', scenario(socketStep,
      { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$target' }, as: 'blob' },
      { process: 'target', call: 'WSASocketW', args: { protocolInfo: '$blob' } }),
      'steps[2].args.protocolInfo: $blob has not arrived in "target". A message of an earlier step must bring it from main'],
    ['a step of no kind', scenario({ process: 'main' }), 'steps[0]: this step has no action. A step has exactly one of'],
    ['a step of two kinds', scenario({ ...socketStep, kill: 'target' }), 'steps[0]: this step is both call and kill'],
    ['a killed process', scenario({ kill: 'target' }, { ...socketStep, process: 'target' }),
      'steps[1].process: "target" was killed in an earlier step'],
    ['a thread that is not listed', scenario({ ...socketStep, process: 'target/t9' }),
      'steps[0].process: process "target" has no thread "t9"'],
    ['an error that does not exist', scenario({ ...socketStep, expect: { error: 'WSAEINVALID' } }),
      'steps[0].expect.error: "WSAEINVALID" is not the name of an error of Winsock. Did you mean "WSAEINVAL"?'],
    ['an error of the other platform', scenario({ ...socketStep, expect: { error: 'EINVAL' } }),
      'steps[0].expect.error: "EINVAL" is not the name of an error of Winsock'],
    ['an error that an awaited call cannot have', scenario(socketStep,
      { process: 'target', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: 't' },
      { process: 'target', call: 'accept', args: { s: '$t' }, as: 'later', expect: { pending: true } },
      { await: '$later', expect: { error: 'none' } }),
      'steps[3].expect.error: "none" is not the name of an error of Winsock'],
    ['a stray field', { ...scenario(socketStep), colour: 'blue' }, 'the file: Unrecognized key: "colour"'],
    ['no processes', { ...scenario(socketStep), processes: undefined }, 'processes: it is missing; write a list in brackets.'],
    ['a title that is a number', { ...scenario(socketStep), title: 7 }, 'title: write text in quotes here.'],
    ['another format', { ...scenario(socketStep), format: 'handoff-scenario/9' }, 'format: Invalid input'],
  ])('%s', (_what, json, message) => {
    expect(problemOf(json)).toContain(message);
  });

  it('text that is no JSON', () => {
    expect(() => parseScenario('{', 'x.json')).toThrow(/^x\.json: not JSON \(.*\)\. Save it as JSON in UTF-8\.$/);
    expect(() => parseScenario('{\n  "a": 1,\n}', 'x.json')).toThrow(/at line 3, column 1/);
    expect(() => parseScenario('\ufffdPNG\r\n\u001a\n\0', 'x.png')).toThrow('x.png: this is not a text file.');
  });

  it('and a good one none', () => {
    expect(problemOf(scenario(socketStep,
      { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$target' }, as: 'blob' },
      { message: '$blob', from: 'main', to: 'target', carrier: 'file' },
      { process: 'target', call: 'WSASocketW', args: { protocolInfo: '$blob' }, as: 'd', expect: { ok: true } }))).toBe('no problem');
  });
});

describe('numbers and names that would reach something else', () => {
  const wide = 2 ** 32 + 1;
  const linux = (...steps: unknown[]) => ({ ...scenario(...steps), rules: 'linux' });
  const udp = { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_DGRAM' }, as: 's' };
  const one = (call: string, args: object) => ({ process: 'target', call, args });
  const option = (name: string, value: unknown, level = 'SOL_SOCKET') => one('setsockopt', { fd: 3, level, name, value });

  it.each([
    ['a descriptor', linux(one('close', { fd: wide })), 'steps[0].args.fd: close takes a whole number from -2147483648 to 2147483647 here'],
    ['a descriptor that is not exact', linux(one('close', { fd: Number('9007199254740993') })),
      'steps[0].args.fd: close takes a whole number from'],
    ['a descriptor of a list', linux(one('sendmsg', { fd: 3, data: 'x', rights: [4, wide] })),
      'steps[0].args.rights[1]: sendmsg takes a whole number from'],
    ['a far descriptor', linux(one('pidfd_getfd', { pidfd: 3, targetfd: wide })),
      'steps[0].args.targetfd: pidfd_getfd takes a whole number from'],
    ['a pid', linux(one('pidfd_open', { pid: wide })), 'steps[0].args.pid: pidfd_open takes a whole number from -2147483648'],
    ['a pid of Windows', scenario(one('WSADuplicateSocketW', { s: 4, processId: wide })),
      'steps[0].args.processId: WSADuplicateSocketW takes a whole number from 0 to 4294967295'],
    ['a SOCKET', scenario(one('closesocket', { s: 2 ** 53 })),
      'steps[0].args.s: closesocket takes a whole number from -1 to 9007199254740991'],
    ['an event', scenario(one('WSASetEvent', { event: 2 ** 53 })), 'steps[0].args.event: WSASetEvent takes a whole number from -1'],
    ['a handle', scenario(one('PeekMessageW', { window: -2 })), 'steps[0].args.window: PeekMessageW takes a whole number from -1'],
    ['an option', linux(option('SO_RCVBUF', wide)), 'steps[0].args.value: setsockopt takes a whole number from -2147483648 to 2147483647'],
    ['a timeout', linux(option('SO_RCVTIMEO', 2 ** 53)), 'steps[0].args.value: setsockopt takes a whole number from -9007199254740991'],
    ['a linger of Linux', linux(option('SO_LINGER', { onoff: wide, linger: 0 })),
      'steps[0].args.value: setsockopt takes onoff and linger from -2147483648'],
    ['a linger of Windows',
      scenario(one('setsockopt', { s: 4, level: 'SOL_SOCKET', name: 'SO_LINGER', value: { onoff: 1, linger: 65_536 } })),
      'steps[0].args.value: setsockopt takes onoff and linger from 0 to 65535'],
    ['a number out of the range of its argument', linux(one('exit', { code: 256 })),
      'steps[0].args.code: exit takes a whole number from 0 to 255'],
    ['a process of anybody', linux(one('pidfd_open', { pid: 1 })),
      'steps[0].args.pid: pidfd_open reaches processes of the scenario only, and 1 can be any process'],
    ['a process group', linux(udp, one('fcntl', { fd: 3, command: 'F_SETOWN', owner: -4242 })),
      'steps[1].args.owner: fcntl reaches processes of the scenario only, and -4242'],
    ['an export to anybody', scenario(one('WSADuplicateSocketW', { s: 4, processId: 4 })),
      'steps[0].args.processId: WSADuplicateSocketW reaches processes of the scenario only'],
    ['a handle for anybody', scenario(one('DuplicateHandle', { s: 4, targetProcess: 4 })),
      'steps[0].args.targetProcess: DuplicateHandle reaches processes of the scenario only'],
    ['a raw export to anybody', scenario({ ...one('WSADuplicateSocketW', { s: 4, processId: 4 }), raw: true }),
      'steps[0].args.processId: WSADuplicateSocketW reaches'],
    ['a window of anybody', scenario(one('WSAAsyncSelect', { s: 4, window: 0xffff, mask: [] })),
      'steps[0].args.window: WSAAsyncSelect reaches windows of the session only'],
    ['a NUL in a path', linux(udp, { process: 'main', call: 'bind', args: { fd: '$s', address: '/tmp/a\0b' } }),
      'steps[1].args.address: the address has a NUL character'],
    ['a NUL in an abstract name', linux(udp, { process: 'main', call: 'bind', args: { fd: '$s', address: '@a\0b' } }),
      'steps[1].args.address: the address has a NUL character'],
    ['a NUL in an address', scenario(one('connect', { s: 4, address: '127.0.0.1:1\0' })),
      'steps[0].args.address: the address has a NUL character'],
    ...['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((name): [string, unknown, string] =>
      [`the constant ${name}`, linux(one('socket', { domain: name, type: 'SOCK_DGRAM' })),
        `steps[0].args.domain: "${name}" is not known here`]),
    ['the flag constructor', linux(one('socket', { domain: 'AF_INET', type: 'SOCK_DGRAM', flags: ['constructor'] })),
      'steps[0].args.flags[0]: "constructor" is not known here'],
    ['the call constructor', linux(one('constructor', {})), 'steps[0].call: unknown call "constructor"'],
    ['the command constructor', linux(one('fcntl', { fd: 3, command: 'constructor' })),
      'steps[0].args.command: "constructor" is not known here'],
  ])('%s', (_what, json, message) => {
    expect(problemOf(json)).toContain(message);
  });

  it('and names without a reference stay possible', () => {
    expect(problemOf(linux(
      one('close', { fd: -1 }), one('close', { fd: 2 ** 31 - 1 }), one('pidfd_open', { pid: 0 }), one('pidfd_open', { pid: 4_194_304 }),
      one('fcntl', { fd: 3, command: 'F_SETOWN', owner: 0 }), option('SO_RCVTIMEO', 20_000), option('SO_RCVBUF', -1),
    ))).toBe('no problem');
    expect(problemOf(scenario(
      one('closesocket', { s: -1 }), one('WSADuplicateSocketW', { s: 0, processId: 0 }),
      one('WSADuplicateSocketW', { s: 0, processId: 0xffff_ffff }),
      one('WSAAsyncSelect', { s: 4, window: 0x1_0000, mask: [] }),
      one('setsockopt', { s: 4, level: 'SOL_SOCKET', name: 'SO_RCVTIMEO', value: 0xffff_ffff }),
    ))).toBe('no problem');
  });
});

describe('a process that is created later', () => {
  const born = (rules: 'winsock' | 'linux', ...steps: unknown[]) => ({
    format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'target' }, { name: 'child', start: 'later' }],
    steps,
  });
  const create = { process: 'main', call: 'CreateProcessW', args: { process: 'child', suspended: true } };
  const own = { ...socketStep, process: 'child' };

  it.each([
    ['makes no call before', born('winsock', own),
      'steps[0].process: "child" does not exist yet. An earlier step must create it by CreateProcessW (in a file: { "call": "Create'],
    ['has no pid before',
      born('winsock', socketStep, { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$child' } }),
      'steps[1].args.processId: "child" does not exist yet'],
    ['makes no call while suspended', born('winsock', create, own),
      'steps[1].process: "child" is suspended and has not run yet. An earlier step must resume it'],
    ['is created once', born('winsock', create, create), 'steps[1].args.process: "child" already exists'],
    ['is resumed once', born('winsock', create, { process: 'main', call: 'ResumeThread', args: { process: 'child' } },
      { process: 'main', call: 'ResumeThread', args: { process: 'child' } }), 'steps[2].args.process: "child" is not suspended'],
    ['must be declared', born('linux', { process: 'main', call: 'fork', args: { process: 'chidl' } }),
      'steps[0].args.process: no process is called "chidl". Did you mean "child"?'],
    ['must be declared as such', born('linux', { process: 'main', call: 'fork', args: { process: 'target' } }),
      'steps[0].args.process: "target" already exists. Choose a process that is started by a call (in a file: "start": "later")'],
    ['does nothing after its exit',
      born('linux', { process: 'target', call: 'exit', args: { code: 0 } }, { process: 'target', call: 'socket', args: {} }),
      'steps[1].process: "target" exited in an earlier step'],
    ['is never main, which cannot exit', born('linux', { process: 'main', call: 'exit', args: { code: 0 } }),
      'steps[0].process: "main" cannot exit: it is the inspector'],
    ['is never main, which is there', { ...born('linux', socketStep), processes: [{ name: 'main', start: 'later' }] },
      'processes[0].start: "main" is the inspector itself'],
  ])('%s', (_what, json, message) => {
    expect(problemOf(json)).toContain(message);
  });
});
