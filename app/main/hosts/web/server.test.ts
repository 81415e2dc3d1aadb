import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostEvent } from '../../../shared/contract/contract.ts';
import { type HandshakeKey, proofText } from '../../../shared/contract/handshake.ts';
import type { HostedService } from '../gate.ts';
import { type Entered, addressOf, enter, mac, number } from './page.fixture.ts';
import { Resume, RESUME_MS } from './resume.ts';
import { startWebHost } from './server.ts';
import type { WebHost, WebHostOptions } from './server.ts';

const GRACE = 150;

/** A service that performs nothing and remembers what it was asked for. */
class FakeService implements HostedService {
  readonly asked: string[] = [];
  readonly listeners = new Set<(event: HostEvent) => void>();
  #sessions = 0;

  request: HostedService['request'] = (async (name: string, input: { session?: string }) => {
    this.asked.push(input.session ? `${name} ${input.session}` : name);
    if (name === 'session.open') return { ok: true, value: { state: { session: `session-${++this.#sessions}` } } };
    return { ok: true, value: null };
  }) as unknown as HostedService['request'];

  onEvent(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

let folder: string;
let service: FakeService;
let host: WebHost;
let origin: string;
let token: HandshakeKey;
let port: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-web-'));
  const page = join(folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>x</title>');
  await writeFile(join(page, 'assets', 'a-1.js'), 'export {};');
  await writeFile(join(page, '.hidden.js'), 'secret');
  await writeFile(join(page, 'notes.txt'), 'secret');
  await writeFile(join(folder, 'secret.js'), 'secret');
  await symlink(join(folder, 'secret.js'), join(page, 'assets', 'out.js'));
  service = new FakeService();
  await start();
});

/** The host that all of this file talks to; a former one must have been closed. */
async function start(options: Partial<WebHostOptions> = {}): Promise<void> {
  host = await startWebHost({ service, rendererDir: join(folder, 'page'), graceMs: GRACE, ...options });
  ({ origin, token } = addressOf(host.url));
  port = Number(new URL(origin).port);
}

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

interface Got { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** A request with any path and any headers, which fetch would correct. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {},
      agent: false }, (
      response,
    ) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

/** What a page says first. */
const hello = (id: string, page = number()) => ({ hello: { ids: [id], page, tab: number(), fresh: true } });

/** A page that is let in; those that were loaded log in with the token unless they have a key. */
async function entered(keys: readonly HandshakeKey[] = [token], fresh = true): Promise<Entered> {
  const got = await enter(origin, keys, { fresh });
  if (typeof got === 'number') throw new Error(`refused with ${got}`);
  return got;
}

const sit = async (...given: Parameters<typeof entered>): Promise<WebSocket> => (await entered(...given)).socket;

/** The key of a page that was let in and has left. */
async function keyOf(keys?: readonly HandshakeKey[]): Promise<HandshakeKey> {
  const { socket, key } = await entered(keys);
  socket.terminate();
  await closed(socket);
  return key;
}

/** Opens a WebSocket, or answers with the status that refused it. */
function open(headers: Record<string, string>, path = '/ws'): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    socket.on('error', (error) => { if (!/Unexpected server response/.test(error.message)) reject(error); });
  });
}

const next = (socket: WebSocket) => new Promise<Record<string, unknown>>((resolve) => {
  socket.once('message', (data) => resolve(JSON.parse(String(data)) as Record<string, unknown>));
});
const closed = (socket: WebSocket) => new Promise<number>((resolve) => {
  socket.on('error', () => undefined);
  socket.once('close', (code) => resolve(code));
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function call(socket: WebSocket, frame: unknown): Promise<Record<string, unknown>> {
  const answer = next(socket);
  socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  return answer;
}

const OPEN = { id: 1, request: 'session.open', input: { provider: 'model', scenario: { library: 'winsock/x' } } };

describe('files', () => {
  it('serves the page with its policy, without a token', async () => {
    const got = await ask('/');
    expect(got.status).toBe(200);
    expect(got.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(got.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src "
        + "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(got.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer' });
    expect((await ask('/assets/a-1.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('/', { method: 'HEAD' })).body).toBe('');
  });

  it.each([
    '/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '/..%2fsecret.js', '/..%5csecret.js', '/assets/out.js',
    '/.hidden.js', '/notes.txt', '/assets', '/assets/', '//secret.js', '/%00', '/%E0%A4%A', '/index.html%00.js', '/C:/secret.js',
    '/index.html::$DATA', 'http://127.0.0.1/../secret.js', '*',
  ])('gives nothing for %s', async (path) => {
    const got = await ask(path);
    expect(got.status).toBe(404);
    expect(got.body).not.toContain('secret');
  });

  it.each(['evil.example', 'localhost', '127.0.0.1', '[::1]', '127.0.0.1:1'])('refuses the host name %s', async (name) => {
    expect((await ask('/', { headers: { host: name } })).status).toBe(421);
    expect(await enter(origin, [token], { headers: { host: name } })).toBe(421);
  });

  it('refuses other methods', async () => {
    expect((await ask('/', { method: 'PUT' })).status).toBe(405);
    expect((await ask('/', { method: 'POST', body: '{}', headers: { origin } })).status).toBe(405);
  });
});

describe('login', () => {
  it('gives a key that is not the token, and never a cookie', async () => {
    const { welcome, key } = await entered();
    expect(welcome).toEqual({ run: expect.stringMatching(/^[0-9a-f]{16}$/) as string, secretId: key.id, resume: null, tookOver: false });
    expect(key).toEqual({ id: expect.stringMatching(/^[0-9a-f]{16}$/) as string, key: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect(JSON.stringify(welcome)).not.toContain(key.key);
    expect(JSON.stringify(welcome)).not.toContain(token.key);
    expect((await ask('/')).headers['set-cookie']).toBeUndefined();
  });

  it('is over for the token once a page has its key: that one is asked for first', async () => {
    const { key } = await entered();
    const again = await entered([key, token]);
    expect(again.challenge.id).toBe(key.id);
    expect(again.welcome.secretId).toBeNull();
  });

  it('falls back to the token when the key is one of another run', async () => {
    expect((await entered([{ id: '0'.repeat(16), key: number() }, token])).challenge.id).toBe('token');
  });

  it.each<[string, number, Record<string, string>]>([
    ['a foreign Origin', 403, { origin: 'https://evil.example' }],
    ['the null Origin', 403, { origin: 'null' }],
    ['another port of this machine', 403, { origin: 'http://127.0.0.1:1' }],
  ])('refuses %s, even with the token', async (_what, status, headers) => {
    expect(await enter(origin, [token], { headers })).toBe(status);
  });

  it('refuses a login without Origin', async () => {
    expect(await open({})).toBe(403);
  });

  it.each([
    '', '{', 'null', '[]', '{}', '{"hello":{}}', '{"token":"x"}', '{"hello":{"ids":[],"page":"x","fresh":true}}',
    '{"id":1,"request":"app.info","input":{}}',
    '{"proof":"x"}', `{"hello":{"ids":["token"],"page":"${'a'.repeat(43)}","tab":"${'a'.repeat(43)}"}}`,
    `{"hello":{"ids":["token","a"],"page":"${'a'.repeat(43)}","tab":"${'a'.repeat(43)}","fresh":true}}`,
    `{"hello":{"ids":["token"],"page":"${'a'.repeat(43)}","tab":"${'a'.repeat(43)}","fresh":true,"seat":2}}`,
  ])('is told nothing for %s', async (text) => {
    const socket = await open({ origin }) as WebSocket;
    const code = closed(socket);
    const heard: unknown[] = [];
    socket.on('message', (data) => heard.push(data));
    socket.send(text);
    socket.send(JSON.stringify({ id: 1, request: 'app.info', input: {} }));
    expect(await code).toBe(1008);
    expect(heard).toEqual([]);
    expect(service.asked).toEqual([]);
  });
});

describe('without the secret of a page', () => {
  const UNKNOWN = 4003;
  const stranger = () => ({ id: '0'.repeat(16), key: number() });

  it.each<[string, () => Record<string, string>]>([
    ['no cookie', () => ({})],
    ['the token as cookie', () => ({ cookie: `handoff-session-${port}=${token.key}` })],
    ['every cookie that the browser has', () => ({ cookie: `handoff-session-${port}=${number()}; page-key=${number()}` })],
  ])('refuses a login with %s', async (_what, headers) => {
    const { key } = await entered();
    // A cookie reaches every server on this machine; the id of a key is no secret either.
    expect(await enter(origin, [{ ...stranger(), id: key.id }], { headers: headers() })).toBe(UNKNOWN);
    expect(await enter(origin, [stranger()], { headers: headers() })).toBe(UNKNOWN);
    expect(service.asked).toEqual([]);
  });

  it.each<[string, NonNullable<Parameters<typeof enter>[2]>['proof']]>([
    ['a wrong proof', () => number()],
    ["the host's own proof, sent back", (_right, { proof }) => proof],
    ['a proof for another port', (_right, { id, host: its }, page) =>
      mac(token.key, proofText('page', 'http://127.0.0.1:1', id, page, its))],
    ['a proof with the numbers exchanged', (_right, { id, host: its }, page) => mac(token.key, proofText('page', origin, id, its, page))],
    ['a proof about another key', (_right, { host: its }, page) => mac(token.key, proofText('page', origin, '0'.repeat(16), page, its))],
    ['the key itself', () => token.key],
  ])('%s is refused', async (_what, proof) => {
    expect(await enter(origin, [token], { proof: proof! })).toBe(UNKNOWN);
    // It costs that connection and nothing else.
    expect(await entered()).toMatchObject({ welcome: { tookOver: false } });
  });

  it('a conversation that was overheard cannot be held again', async () => {
    const said: string[] = [];
    const page = number();
    const socket = await open({ origin }) as WebSocket;
    const say = async (text: string) => {
      said.push(text);
      return call(socket, text);
    };
    const { challenge } = await say(JSON.stringify(hello(token.id, page))) as { challenge: { host: string } };
    const proof = mac(token.key, proofText('page', origin, token.id, page, challenge.host));
    expect(await say(JSON.stringify({ proof }))).toHaveProperty('welcome');
    const again = await open({ origin }) as WebSocket;
    const code = closed(again);
    expect(await call(again, said[0]!)).not.toEqual({ challenge });
    again.send(said[1]!);
    expect(await code).toBe(UNKNOWN);
    // The same number twice on one connection is no second try.
    const twice = await open({ origin }) as WebSocket;
    const end = closed(twice);
    await call(twice, said[0]!);
    twice.send(said[0]!);
    expect(await end).toBe(1008);
  });

  it('a known id and an unknown one look alike: the same frames, the same end', async () => {
    const { key } = await entered();
    const seen = await Promise.all([key, stranger(), token].map(async ({ id }) => {
      const socket = await open({ origin }) as WebSocket;
      const end = new Promise<string>((resolve) => { socket.once('close', (code, reason) => resolve(`${code} ${reason.toString()}`)); });
      const { challenge, ...rest } = await call(socket, hello(id)) as { challenge: Record<string, string> };
      expect(rest).toEqual({});
      expect(challenge['id']).toBe(id);
      socket.send(JSON.stringify({ proof: number() }));
      return [Object.entries(challenge).filter(([name]) => name !== 'id').map(([name, value]) => `${name} ${value.length}`), await end];
    }));
    const alike = JSON.stringify([['host 43', 'proof 43'], '4003 Not known here']);
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(new Set([alike]));
  });

  it('a server at another port cannot relay the proof of the host: it contains the port', async () => {
    const page = number();
    const socket = await open({ origin }) as WebSocket;
    const { challenge } = await call(socket, hello(token.id, page)) as unknown as Pick<Entered, 'challenge'>;
    const proofAt = (at: string) => mac(token.key, proofText('host', at, challenge.id, page, challenge.host));
    expect(challenge.proof).toBe(proofAt(origin));
    expect(challenge.proof).not.toBe(proofAt(`http://127.0.0.1:${port + 1}`));
  });

  it('the key of an earlier run of the host is worth nothing', async () => {
    const former = await keyOf();
    const formerToken = token;
    await host.close();
    await start({ port });
    expect(await enter(origin, [former])).toBe(UNKNOWN);
    expect(await enter(origin, [formerToken])).toBe(UNKNOWN);
  });
});

describe('connections', () => {
  const again = async (limits: WebHostOptions['limits'] & object) => {
    await host.close();
    await start({ limits });
  };
  /** A bare connection: what it was sent, and when it ended. */
  const bare = (text: string) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => { heard += data.toString(); }).on('error', () => undefined);
    if (text) socket.write(text);
    return new Promise<string>((resolve) => { socket.once('close', () => resolve(heard)); });
  };

  it('that prove nothing are ended in time, and few wait at a time', async () => {
    await again({ proveMs: 200, unproved: 2 });
    const waiting = [await open({ origin }), await open({ origin })] as WebSocket[];
    const codes = waiting.map(closed);
    await call(waiting[0]!, hello(token.id));
    expect(await enter(origin, [token])).toBe(503);
    expect(await Promise.all(codes)).toEqual([4008, 4008]);
    expect((await entered()).welcome.tookOver).toBe(false);
  });

  it('that have proved nothing cannot send much', async () => {
    await again({ unprovedBytes: 4096 });
    const socket = await open({ origin }) as WebSocket;
    const code = closed(socket);
    socket.send(JSON.stringify({ hello: 'x'.repeat(100_000) }));
    expect(await code).toBe(1006);
  });

  it('that send half a request, or none, are ended in time', async () => {
    await again({ headersMs: 300, requestMs: 400, keepAliveMs: 200 });
    expect(await bare('GET / HTTP/1.1\r\nHost: 127.0.')).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await bare('')).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await bare(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  }, 20_000);

  it('are ended in time if the host reads no answer', async () => {
    await writeFile(join(folder, 'page', 'assets', 'large.js'), 'x'.repeat(32 * 1024 * 1024));
    await again({ requestMs: 400, headersMs: 300 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET /assets/large.js HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await new Promise((resolve) => { socket.once('readable', resolve); });
    const ended = new Promise<number>((resolve) => { socket.once('close', () => resolve(socket.bytesRead)); });
    await pause(1500);
    socket.resume();
    expect(await ended).toBeLessThan(32 * 1024 * 1024);
  });

  it('carry short headers and no body', async () => {
    expect(await bare(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect((await ask('/', { headers: { 'content-length': '5' }, body: 'hello' })).status).toBe(413);
    expect((await ask('/', { headers: { 'transfer-encoding': 'chunked' } })).status).toBe(413);
  });

  it('are as many as the host takes, and no more', async () => {
    await again({ connections: 2 });
    const page = await sit();
    const held = connect(port, '127.0.0.1');
    await new Promise((resolve) => { held.once('connect', resolve); });
    expect(await bare('')).toBe('');
    held.destroy();
    expect(await call(page, { id: 1, request: 'app.info', input: {} })).toMatchObject({ id: 1 });
  });

  it('of a page that answers no ping are ended, and its sessions with them', async () => {
    await again({ pingMs: 100 });
    const alive = await sit();
    await call(alive, OPEN);
    await pause(350);
    expect(service.asked).toEqual(['session.open']);
    const code = closed(alive);
    // As a machine that went to sleep at the other end of a tunnel.
    alive.pause();
    await pause(300);
    alive.resume();
    expect(await code).toBe(1006);
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open', 'session.close session-1']);
  });

  it('of a page carry so many requests at a time', async () => {
    await again({ outstanding: 2 });
    const socket = await sit();
    let go = () => {};
    service.request = (async () => {
      await new Promise<void>((resolve) => { go = resolve; });
      return { ok: true, value: null };
    }) as unknown as FakeService['request'];
    for (const id of [1, 2]) socket.send(JSON.stringify({ id, request: 'app.info', input: {} }));
    expect(await call(socket, { id: 3, request: 'app.info', input: {} })).toMatchObject({
      id: 3, answer: { ok: false, code: 'refused', message: expect.stringContaining('More than 2 requests') as string },
    });
    go();
  });
});

describe('the WebSocket', () => {
  it('is at its place only', async () => {
    expect(await open({ origin }, '/')).toBe(404);
  });

  it('carries requests, answers and events', async () => {
    const socket = await sit();
    expect(await call(socket, { id: 7, request: 'app.info', input: {} })).toEqual({ id: 7, answer: { ok: true, value: null } });
    const event = next(socket);
    for (const listener of service.listeners) listener({ event: 'session.state', state: { session: 'session-1' } as never });
    expect(await event).toEqual({ event: { event: 'session.state', state: { session: 'session-1' } } });
  });

  it.each([
    [{ id: 1, request: '__proto__', input: {} }, 'refused'],
    [{ id: 1, request: ['app.info'], input: {} }, 'refused'],
    [{ id: 1, input: {} }, 'refused'],
    [{ id: 1, request: 'app.info', input: {}, more: 1 }, 'refused'],
    [{ id: 1, request: 'session.step', input: { session: 1 } }, 'bad-input'],
    [{ id: 1, request: 'session.step' }, 'refused'],
  ])('refuses %j and continues', async (frame, code) => {
    const socket = await sit();
    expect(await call(socket, frame)).toMatchObject({ id: 1, answer: { ok: false, code } });
    expect(service.asked).toEqual([]);
    expect(await call(socket, { id: 2, request: 'app.info', input: {} })).toMatchObject({ id: 2, answer: { ok: true } });
  });

  it.each(['', '{', 'null', '[]', '7', '"app.info"', '{"id":-1}', '{"id":"1","request":"app.info","input":{}}', '{"id":1e400}',
    '{"__proto__":{"id":1}}'])(
    'closes on the garbage %s', async (text) => {
      const socket = await sit();
      const code = closed(socket);
      socket.send(text);
      socket.send(JSON.stringify({ id: 1, request: 'app.info', input: {} }));
      expect(await code).toBe(1008);
      expect(service.asked).toEqual([]);
    });

  it('closes on binary, oversized and broken frames, and lives on', async () => {
    const binary = await sit();
    const binaryCode = closed(binary);
    binary.send(Buffer.from('{"id":1,"request":"app.info","input":{}}'));
    expect(await binaryCode).toBe(1003);
    const large = await sit();
    const largeCode = closed(large);
    large.send(JSON.stringify({ id: 1, request: 'app.info', input: 'x'.repeat(8 * 1024 * 1024) }));
    expect(await largeCode).toBe(1009);
    expect(service.asked).toEqual([]);
    await brokenFrame();
    expect(await call(await sit(), { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
  });

  /** Upgrades by hand and sends bytes that no WebSocket client would. */
  async function brokenFrame(): Promise<void> {
    const raw = connect(port, '127.0.0.1');
    const headers = [
      `Host: 127.0.0.1:${port}`, `Origin: ${origin}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    raw.write(['GET /ws HTTP/1.1', ...headers, '', ''].join('\r\n'));
    await new Promise((resolve) => raw.once('data', resolve));
    const ended = new Promise((resolve) => raw.on('error', () => undefined).once('close', resolve));
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await ended;
  }
});

describe('the seat', () => {
  it('goes to the page that connects last, and notifies both pages', async () => {
    const { socket: first, key } = await entered();
    const code = closed(first);
    const { socket: second, welcome } = await entered();
    expect(await code).toBe(4001);
    expect(welcome.tookOver).toBe(true);
    // A second tab of the same browser does the same, with the key that it finds there.
    expect((await entered([key])).welcome.tookOver).toBe(true);
    expect(await closed(second)).toBe(4001);
  });

  it('is not taken over by the page that has it, when it connects again before its former connection is known to be broken', async () => {
    const tab = number();
    const first = await enter(origin, [token], { tab }) as Entered;
    await call(first.socket, OPEN);
    const again = await enter(origin, [first.key], { tab, fresh: false }) as Entered;
    expect(again.welcome.tookOver).toBe(false);
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open']);
  });

  it('goes back to the page that lost it, with its sessions', async () => {
    const { socket: first, key, welcome } = await entered();
    await call(first, OPEN);
    const lost = closed(first);
    const { socket: second, key: other } = await entered();
    await call(second, OPEN);
    await lost;
    await pause(GRACE * 3);
    // Longer than for a page that is gone: there has to be time to notice.
    expect(service.asked).toEqual(['session.open', 'session.open']);
    const back = await entered([key], false);
    expect(back.welcome).toMatchObject({ run: welcome.run, tookOver: true, secretId: null });
    expect(await closed(second)).toBe(4001);
    expect((await entered([other], false)).welcome.tookOver).toBe(true);
    await closed(back.socket);
    expect(service.asked).toEqual(['session.open', 'session.open']);
  });

  it('closes the sessions of a page that was displaced and does not come back', async () => {
    await host.close();
    await start({ limits: { displacedMs: GRACE * 2 } });
    const first = await sit();
    await call(first, OPEN);
    const second = await sit();
    await pause(GRACE * 4);
    expect(service.asked).toEqual(['session.open', 'session.close session-1']);
    expect(await call(second, { id: 1, request: 'app.info', input: {} })).toMatchObject({ id: 1 });
  });

  it('remembers the last eight browsers that logged in', async () => {
    const keys: HandshakeKey[] = [];
    for (let i = 0; i < 9; i++) keys.push(await keyOf());
    expect(await enter(origin, [keys[0]!])).toBe(4003);
    expect(await entered([keys[1]!])).toMatchObject({ welcome: { secretId: null } });
  });

  it('serves the page that has it', async () => {
    const second = await sit();
    expect(await call(second, { id: 1, request: 'app.info', input: {} })).toMatchObject({ id: 1, answer: { ok: true } });
  });

  it('closes the sessions of a disconnected page and continues', async () => {
    const socket = await sit();
    await call(socket, OPEN);
    await call(socket, OPEN);
    await call(socket, { id: 2, request: 'session.close', input: { session: 'session-2' } });
    socket.close();
    await pause(GRACE * 3);
    expect(service.asked.slice(-1)).toEqual(['session.close session-1']);
    expect(service.asked.filter((what) => what === 'session.close session-1')).toHaveLength(1);
    expect(await call(await sit(), { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
  });

  it('keeps the sessions of a page that comes back in time', async () => {
    const { socket: first, key } = await entered();
    await call(first, OPEN);
    first.terminate();
    await pause(GRACE / 3);
    const second = await sit([key], false);
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open']);
    second.terminate();
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open', 'session.close session-1']);
  });

  it('does not keep them for a page that was loaded again', async () => {
    const { socket: first, key } = await entered();
    await call(first, OPEN);
    first.terminate();
    await sit([key]);
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open', 'session.close session-1']);
  });

  it('closes everything when the host ends', async () => {
    const socket = await sit();
    await call(socket, OPEN);
    const code = closed(socket);
    await host.close();
    expect(service.asked).toEqual(['session.open', 'session.close session-1']);
    expect(await code).toBe(1001);
    await expect(ask('/')).rejects.toThrow(/ECONNREFUSED/);
  });
});

it('survives ten thousand mutated frames and performs none of them', async () => {
  let seed = 20_240_229;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const base = JSON.stringify({ id: 1, request: 'session.step', input: { session: 'session-1' } });
  const { key, socket: begun } = await entered();
  let socket = begun;
  for (let i = 0; i < 10_000; i++) {
    if (socket.readyState !== WebSocket.OPEN) socket = await sit([key]);
    // The name of the request is always hit, so that what passes as JSON is never a request.
    const at = base.indexOf('session.step') + random(12);
    const letters = base.split('');
    letters[at] = String.fromCodePoint(1 + random(0x7ff));
    for (let hits = random(3); hits > 0; hits--) letters[random(letters.length)] = String.fromCodePoint(1 + random(0x7ff));
    const text = letters.join('');
    if (text.includes('session.step')) continue;
    socket.send(text);
    if (i % 100 === 0) await pause(0);
  }
  await pause(50);
  expect(service.asked).toEqual([]);
  expect(await call(await sit(), { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
}, 30_000);

describe('several users', () => {
  const services: FakeService[] = [];
  beforeEach(async () => {
    await host.close();
    services.splice(0, services.length, service);
    await start({ users: { most: 2, serviceFor: (seat) => (services[seat - 1] = new FakeService()) } });
  });

  it('each have separate seats, services and events', async () => {
    const [one, two] = [await sit(), await sit()];
    await call(one, OPEN);
    await call(two, { id: 1, request: 'app.info', input: {} });
    expect(services.map(({ asked }) => asked)).toEqual([['session.open'], ['app.info']]);
    const heard: unknown[] = [];
    two.on('message', (data) => heard.push(JSON.parse(String(data))));
    const event = next(one);
    for (const listener of services[0]!.listeners) listener({ event: 'session.state', state: { session: 'session-1' } as never });
    expect(await event).toMatchObject({ event: { event: 'session.state' } });
    expect(await call(two, { id: 2, request: 'app.info', input: {} })).toMatchObject({ id: 2 });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ id: 2 });
  });

  it('keep their seats: a second page of a user takes over from the first page of that user only', async () => {
    const [first, second] = [await keyOf(), await keyOf()];
    expect(first).not.toEqual(second);
    const [one, two] = [await sit([first]), await sit([second])];
    const code = closed(one);
    const again = await sit([first]);
    expect(await code).toBe(4001);
    expect(await call(two, { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
    // The address opened once more by the same browser: still its own seat.
    expect((await entered([second, token])).challenge.id).toBe(second.id);
    await call(again, OPEN);
    expect(services[0]!.asked).toEqual(['session.open']);
  });

  it('find no seat when all are in use, and one when a user has left', async () => {
    const { socket: one, key: first } = await entered();
    await sit();
    expect(await enter(origin, [token])).toBe(4009);
    one.terminate();
    await pause(GRACE / 3);
    // The page that left might only be reloading.
    expect(await enter(origin, [token])).toBe(4009);
    await pause(GRACE * 2);
    const later = await keyOf();
    expect(later).not.toEqual(first);
    expect(await enter(origin, [first])).toBe(4003);
    const three = await sit([later]);
    expect(await call(three, { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
    expect(services).toHaveLength(2);
  });

  it('are all closed when the host ends', async () => {
    const [one, two] = [await sit(), await sit()];
    await call(one, OPEN);
    await call(two, OPEN);
    const codes = [closed(one), closed(two)];
    await host.close();
    expect(await Promise.all(codes)).toEqual([1001, 1001]);
    expect(services.map(({ asked }) => asked.at(-1))).toEqual(['session.close session-1', 'session.close session-1']);
  });
});

describe('after a restart', () => {
  let file: string;
  const restart = async (keep: Partial<WebHostOptions> = {}) => {
    await host.close();
    await start({ resume: { file, port }, ...keep });
  };
  beforeEach(async () => {
    file = join(folder, 'kept', 'resume.json');
    await restart();
  });

  /** The key that an open page resumes with; the page has left again. */
  async function resumeKey(keys: readonly HandshakeKey[] = [token]): Promise<HandshakeKey> {
    const { socket, welcome } = await entered(keys);
    socket.terminate();
    await closed(socket);
    return welcome.resume!;
  }

  it('an open page resumes: both sides prove the key, and neither sends it', async () => {
    const { key: former, welcome } = await entered();
    await restart();
    expect(await enter(origin, [former])).toBe(4003);
    // What the page prefers is of the former run; the host asks for the other.
    const back = await entered([former, welcome.resume!], false);
    expect(back.challenge.id).toBe(welcome.resume!.id);
    expect(back.welcome.run).not.toBe(welcome.run);
    expect(back.welcome.resume).toEqual(welcome.resume);
    // A new key for this run, which works from now on.
    expect(back.key).not.toEqual(former);
    expect((await entered([back.key])).welcome.secretId).toBeNull();
  });

  it('goes only to a page that has proved its key', async () => {
    const { welcome } = await entered();
    const heard: string[] = [];
    for (const id of [token.id, welcome.secretId!, welcome.resume!.id]) {
      const socket = await open({ origin }) as WebSocket;
      socket.on('message', (data) => heard.push(String(data)));
      const code = closed(socket);
      await call(socket, hello(id));
      socket.send(JSON.stringify({ proof: number() }));
      expect(await code).toBe(4003);
    }
    expect(heard.map((text) => Object.keys(JSON.parse(text) as object))).toEqual([['challenge'], ['challenge'], ['challenge']]);
    expect(heard.join()).not.toContain(welcome.resume!.key);
  });

  it('keeps the key in a file of its user alone, which names the port', async () => {
    const key = await resumeKey();
    await host.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'kept'))).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1, port, keys: [{ seat: 1, ...key }] });
    expect(await readFile(file, 'utf8')).not.toContain(token.key);
    // Another port: the same file is as good as none.
    const other = await Resume.open(file, port + 1, 1);
    expect(other.find(key.id)).toBeNull();
    await start();
  });

  it.each<[string, NonNullable<Parameters<typeof enter>[2]>['proof']]>([
    ['a wrong proof', () => number()],
    ['its own proof', (_right, { proof }) => proof],
  ])('turns %s away, and lets the page in that knows the key', async (_what, proof) => {
    const key = await resumeKey();
    await restart();
    expect(await enter(origin, [key], { proof: proof! })).toBe(4003);
    expect((await entered([key])).challenge.id).toBe(key.id);
  });

  it('tells a page that lost its connection alone that the run is the same, and keeps its sessions', async () => {
    const { socket, key, welcome } = await entered();
    await call(socket, OPEN);
    socket.terminate();
    expect((await entered([key, welcome.resume!], false)).welcome).toMatchObject({ run: welcome.run, secretId: null });
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open']);
  });

  it('is over once another user has logged in with the new token', async () => {
    const key = await resumeKey();
    await restart();
    await entered();
    expect(await enter(origin, [key])).toBe(4003);
  });

  it('is over when another user logs in while the page proves its key', async () => {
    const key = await resumeKey();
    await restart();
    const socket = await open({ origin }) as WebSocket;
    const code = closed(socket);
    const page = number();
    const { challenge } = await call(socket, hello(key.id, page)) as { challenge: { host: string } };
    await entered();
    socket.send(JSON.stringify({ proof: mac(key.key, proofText('page', origin, key.id, page, challenge.host)) }));
    expect(await code).toBe(4003);
  });

  it('is over a day after the page connected last', async () => {
    const { id } = await resumeKey();
    await host.close();
    expect((await Resume.open(file, port, 1, () => Date.now() + RESUME_MS - 60_000)).find(id)).not.toBeNull();
    expect((await Resume.open(file, port, 1, () => Date.now() + RESUME_MS)).find(id)).toBeNull();
    // A clock that was put back tells nothing of a key's age.
    expect((await Resume.open(file, port, 1, () => Date.now() - 60_000)).find(id)).toBeNull();
    await start();
  });

  it.each(['', '{', '[]', '{"version":2,"port":1,"keys":[]}', '\u0000'])('starts without keys if the file contains %j', async (text) => {
    const key = await resumeKey();
    await host.close();
    await writeFile(file, text);
    await start({ resume: { file, port } });
    expect(await enter(origin, [key])).toBe(4003);
    expect(await resumeKey()).not.toEqual(key);
  });

  it('gives each user their own seat back', async () => {
    const users = () => ({ users: { most: 2, serviceFor: () => new FakeService() } });
    await restart(users());
    const [keyOne, keyTwo] = [await resumeKey(), await resumeKey()];
    expect(keyOne.id).not.toBe(keyTwo.id);
    await restart(users());
    const again = await entered([keyTwo]);
    expect(again.welcome.resume).toEqual(keyTwo);
    // A new login takes the free seat, and revokes only the keys of that seat.
    expect(await resumeKey()).not.toEqual(keyTwo);
    expect(await enter(origin, [keyOne])).toBe(4003);
  });

  it('refuses a seat of another run', async () => {
    await restart({ users: { most: 2, serviceFor: () => new FakeService() } });
    await keyOf();
    const second = await resumeKey();
    await restart();
    expect(await enter(origin, [second])).toBe(4003);
  });

  it('is not offered where it was not asked for', async () => {
    const key = await resumeKey();
    await host.close();
    await start({ port });
    expect(await enter(origin, [key])).toBe(4003);
    expect((await entered()).welcome.resume).toBeNull();
  });
});

describe('without a page', () => {
  it('the host reports it after the wait, and not while a page is connected', async () => {
    // The clock is ours: only the host's own waits are counted by it.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const calls: string[] = [];
    const own = await startWebHost({ service, rendererDir: join(folder, 'page'),
      idle: { afterMs: 60_000, onIdle: () => calls.push('idle') } });
    try {
      vi.advanceTimersByTime(59_000);
      expect(calls).toEqual([]);
      const page = await connected(own);
      vi.advanceTimersByTime(600_000);
      expect(calls).toEqual([]);
      page.close();
      await new Promise((resolve) => page.once('close', resolve));
      for (let turn = 0; turn < 100 && calls.length === 0; turn++) {
        vi.advanceTimersByTime(60_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(calls).toEqual(['idle']);
    } finally {
      vi.useRealTimers();
      await own.close();
    }
  });
});

async function connected(own: WebHost): Promise<WebSocket> {
  const address = addressOf(own.url);
  return ((await enter(address.origin, [address.token])) as Entered).socket;
}
