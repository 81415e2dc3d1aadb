import { describe, expect, it } from 'vitest';
import { checkScenario } from './check.ts';

const TCP = { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' };
const call = (name: string, args: object, more: object = {}) => ({ process: 'app', call: name, args, ...more });
const SOCKET = call('socket', TCP, { as: 's' });
const EXPORT = call('WSADuplicateSocketW', { s: '$s', processId: '$app' }, { as: 'blob' });
const DESCRIBED = call('getsockopt', { s: '$s', level: 'SOL_SOCKET', name: 'SO_PROTOCOL_INFOW' }, { as: 'info' });
const ENUM = (expected: object) => call('WSAEnumNetworkEvents', { s: '$s' }, { expect: expected });
const WAITING = { ...call('accept', { s: '$s' }, { as: 'waiting', expect: { pending: true } }), process: 'app/t1' };
const importing = (protocolInfo: unknown) => call('WSASocketW', { protocolInfo });

function problemOf(...steps: object[]): string | null {
  try {
    checkScenario({ format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'app', threads: ['t1'] }], steps });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('expectations on parts of a result', () => {
  it.each([
    ['error codes of events', ENUM({ errors: { FD_CLOSE: 'WSAECONNABORTED', FD_READ: 0 } })],
    ['fields by number and by name', { ...EXPORT, expect: { fields: { iProtocol: 6, iSocketType: 'SOCK_STREAM' } } }],
    ['the opaque part of another structure', { ...EXPORT, as: 'again', expect: { opaque: { of: '$blob', equal: false } } }],
    ['a packet', call('GetQueuedCompletionStatus', { port: '$p', timeout: 0 }, { expect: { packet: { key: 1, bytes: 0, status: 0 } } })],
  ])('can be %s', (_what, step) => {
    expect(problemOf(SOCKET, EXPORT, call('CreateIoCompletionPort', {}, { as: 'p' }), step)).toBeNull();
  });

  it.each([
    ['an unknown event', ENUM({ errors: { FD_CLOSED: 0 } }),
     'steps[1].expect.errors.FD_CLOSED: "FD_CLOSED" is not known here. Did you mean "FD_CLOSE"?'],
    ['an unknown error', ENUM({ errors: { FD_CLOSE: 'WSAEWHAT' } }),
     'steps[1].expect.errors.FD_CLOSE: "WSAEWHAT" is not the name of an error'],
    ['an unknown field', { ...DESCRIBED, expect: { fields: { iProtokol: 6 } } },
     'steps[1].expect.fields.iProtokol: "iProtokol" is not known here'],
    ['a structure that is none', { ...EXPORT, expect: { opaque: { of: '$s', equal: true } } },
     'steps[1].expect.opaque.of: $s is not a WSAPROTOCOL_INFOW'],
  ])('are refused for %s', (_what, step, message) => {
    expect(problemOf(SOCKET, step)).toContain(message);
  });
});

describe('the result of a call that was pending', () => {
  const listening = [SOCKET, call('bind', { s: '$s', address: '127.0.0.1:0' }), call('listen', { s: '$s', backlog: 1 })];

  it('is bound by the step that awaits it', () => {
    expect(problemOf(...listening, WAITING, { await: '$waiting', as: 'a' }, call('closesocket', { s: '$a' }))).toBeNull();
  });

  it('has no name if the call has none', () => {
    const pending = call('WSAConnect', { s: '$s', address: '127.0.0.1:9' }, { as: 'waiting', expect: { pending: true } });
    const steps = [SOCKET, { ...pending, process: 'app/t1' }];
    expect(problemOf(...steps, { await: '$waiting' })).toBeNull();
    expect(problemOf(...steps, { await: '$waiting', as: 'a' })).toContain('steps[2].as: $waiting has no result to bind');
  });
});

describe('a structure with chosen fields', () => {
  it('starts from the description of a socket', () => {
    expect(problemOf(SOCKET, DESCRIBED, importing({ from: '$info', iProtocol: 17, iSocketType: 2 }))).toBeNull();
  });

  it.each([
    ['an export, which is a capability', { from: '$blob', iProtocol: 17 }, 'starts from the description of a socket'],
    ['nothing', { iProtocol: 17 }, 'starts from the description of a socket'],
    ['an opaque field', { from: '$info', dwProviderReserved: 8 }, '"dwProviderReserved" cannot be chosen'],
    ['service flags, where a provider can keep a handle', { from: '$info', dwServiceFlags3: 8 }, '"dwServiceFlags3" cannot be chosen'],
    ['a number that does not fit', { from: '$info', iProtocol: 2 ** 33 }, 'iProtocol is a whole number from -2147483648 to 2147483647'],
  ])('is refused with %s', (_what, info, message) => {
    expect(problemOf(SOCKET, EXPORT, DESCRIBED, importing(info))).toContain(message);
  });
});

describe('numbers in place of names', () => {
  it('are taken for family, type and protocol, if they fit', () => {
    expect(problemOf(call('WSASocketW', { af: 2, type: 0, protocol: -1 }))).toBeNull();
    expect(problemOf(call('WSASocketW', { af: 2 ** 31 }))).toContain('WSASocketW takes a whole number from -2147483648 to 2147483647 here');
    expect(problemOf(SOCKET, call('ioctlsocket', { s: '$s', command: 5 }))).toContain('ioctlsocket takes one of FIONBIO, FIONREAD here');
  });
});

describe('every address of the machine', () => {
  it.each(['0.0.0.0:0', '[::]:0'])('%s can be bound', (address) => {
    expect(problemOf(SOCKET, call('bind', { s: '$s', address }))).toBeNull();
  });

  it.each([['bind', '0.0.0.0:80'], ['connect', '0.0.0.0:0'], ['bind', '[::]:80']])('%s %s is refused', (name, address) => {
    expect(problemOf(SOCKET, call(name, { s: '$s', address }))).toContain('is not a loopback address with a port');
  });
});

describe('unusual lengths, pointers and structures', () => {
  it('are for processes that can be thrown away', () => {
    const bind = call('bind', { s: '$s', address: '127.0.0.1:0', size: 3 });
    expect(problemOf(SOCKET, bind)).toBeNull();
    const inMain = { format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }],
      steps: [SOCKET, bind].map((step) => ({ ...step, process: 'main' })) };
    expect(() => checkScenario(inMain)).toThrow('steps[1].args.size: "main" cannot pass "size": it is the inspector');
  });

  it('pass a part of a structure in raw steps alone', () => {
    const part = call('WSASocketW', { protocolInfo: '$blob', infoBytes: 4 });
    expect(problemOf(SOCKET, EXPORT, part)).toContain('only raw steps pass a part of a WSAPROTOCOL_INFOW');
    expect(problemOf(SOCKET, EXPORT, { ...part, raw: true })).toBeNull();
  });
});
