import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostEvent } from '../../../shared/contract.ts';
import type { HostedService } from '../gate.ts';
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
let token: string;
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
  const url = new URL(host.url);
  origin = url.origin;
  port = Number(url.port);
  token = new URLSearchParams(url.hash.slice(1)).get('token')!;
}

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

interface Got { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** A request with any path and any headers, which fetch would mend on the way. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

const login = (headers: Record<string, string> = {}, body: string = JSON.stringify({ token })) =>
  ask('/login', { method: 'POST', headers: { origin, 'content-type': 'application/json', ...headers }, body });

async function cookie(): Promise<string> {
  return String((await login()).headers['set-cookie']).split(';')[0]!;
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

async function sit(): Promise<WebSocket> {
  const socket = await open({ origin, cookie: await cookie() });
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
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
  it('serves the page with its policy, and to anybody', async () => {
    const got = await ask('/');
    expect(got.status).toBe(200);
    expect(got.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(got.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(got.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
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
    expect((await login({ host: name })).status).toBe(421);
    expect(await open({ origin, cookie: await cookie(), host: name })).toBe(421);
  });

  it('refuses other methods', async () => {
    expect((await ask('/', { method: 'PUT' })).status).toBe(405);
    expect((await ask('/login')).status).toBe(405);
  });
});

describe('login', () => {
  it('gives a cookie that is not the token', async () => {
    const got = await login();
    expect(got.status).toBe(204);
    expect(String(got.headers['set-cookie'])).toMatch(new RegExp(`^handoff-session-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(String(got.headers['set-cookie'])).not.toContain(token);
  });

  it.each([
    ['a wrong token', 403, {}, '{"token":"x"}'],
    ['no token', 403, {}, '{}'],
    ['no object', 403, {}, 'null'],
    ['a token that is no text', 403, {}, '{"token":{"length":43}}'],
    ['no JSON', 403, {}, 'token'],
    ['a foreign Origin', 403, { origin: 'https://evil.example' }, null],
    ['the null Origin', 403, { origin: 'null' }, null],
    ['another port of this machine', 403, { origin: 'http://127.0.0.1:1' }, null],
    ['a form', 415, { 'content-type': 'text/plain' }, null],
    ['a long body', 413, {}, JSON.stringify({ token: 'x'.repeat(5000) })],
  ])('refuses %s', async (_what, status, headers, body) => {
    const got = await login(headers, body ?? JSON.stringify({ token }));
    expect(got.status).toBe(status);
    expect(got.headers['set-cookie']).toBeUndefined();
  });

  it('refuses a login without Origin', async () => {
    const got = await ask('/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
    expect(got.status).toBe(403);
  });
});

describe('the WebSocket', () => {
  it.each([
    ['no cookie', 401, {}],
    ['the token as cookie', 401, { cookie: () => `handoff-session-${port}=${token}` }],
    ['a cookie of another port', 401, { cookie: async () => (await cookie()).replace(/-\d+=/, '-1=') }],
    ['a foreign Origin', 403, { cookie, origin: () => 'https://evil.example' }],
    ['no Origin', 403, { cookie, origin: () => '' }],
  ])('is refused with %s', async (_what, status, headers) => {
    const all: Record<string, string> = { origin };
    for (const [name, value] of Object.entries(headers)) all[name] = await value();
    if (all['origin'] === '') delete all['origin'];
    expect(await open(all)).toBe(status);
    expect(service.asked).toEqual([]);
  });

  it('is at its place only', async () => {
    expect(await open({ origin, cookie: await cookie() }, '/')).toBe(404);
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
  ])('refuses %j and goes on', async (frame, code) => {
    const socket = await sit();
    expect(await call(socket, frame)).toMatchObject({ id: 1, answer: { ok: false, code } });
    expect(service.asked).toEqual([]);
    expect(await call(socket, { id: 2, request: 'app.info', input: {} })).toMatchObject({ id: 2, answer: { ok: true } });
  });

  it.each(['', '{', 'null', '[]', '7', '"app.info"', '{"id":-1}', '{"id":"1","request":"app.info","input":{}}', '{"id":1e400}', '{"__proto__":{"id":1}}'])(
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
    raw.write(`GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nCookie: ${await cookie()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`);
    await new Promise((resolve) => raw.once('data', resolve));
    const ended = new Promise((resolve) => raw.on('error', () => undefined).once('close', resolve));
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await ended;
  }
});

describe('the seat', () => {
  it('goes to the page that connects last, and tells the former', async () => {
    const first = await sit();
    const code = closed(first);
    const second = await sit();
    expect(await code).toBe(4001);
    expect(await call(second, { id: 1, request: 'app.info', input: {} })).toMatchObject({ id: 1, answer: { ok: true } });
  });

  it('closes the sessions of a page that is gone, and goes on', async () => {
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
    const carried = await cookie();
    const first = (await open({ origin, cookie: carried })) as WebSocket;
    await call(first, OPEN);
    first.terminate();
    await pause(GRACE / 3);
    const second = (await open({ origin, cookie: carried })) as WebSocket;
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open']);
    second.terminate();
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open', 'session.close session-1']);
  });

  it('does not keep them for a page that was loaded anew', async () => {
    const carried = await cookie();
    const first = (await open({ origin, cookie: carried })) as WebSocket;
    await call(first, OPEN);
    first.terminate();
    await ask('/', { headers: { cookie: carried } });
    await open({ origin, cookie: carried });
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
  const carried = await cookie();
  let socket = (await open({ origin, cookie: carried })) as WebSocket;
  for (let i = 0; i < 10_000; i++) {
    if (socket.readyState !== WebSocket.OPEN) socket = (await open({ origin, cookie: carried })) as WebSocket;
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

  const sitWith = async (carried: string) => {
    const socket = await open({ origin, cookie: carried });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    return socket;
  };

  it('each have a seat, with services and events of their own', async () => {
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

  it('keep their seats: a second page of one takes over from the first, and from nobody else', async () => {
    const [first, second] = [await cookie(), await cookie()];
    expect(first).not.toBe(second);
    const [one, two] = [await sitWith(first), await sitWith(second)];
    const code = closed(one);
    const again = await sitWith(first);
    expect(await code).toBe(4001);
    expect(await call(two, { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
    // The address opened once more by the same browser: still its own seat.
    expect(String((await login({ cookie: second })).headers['set-cookie'])).toContain(second);
    await call(again, OPEN);
    expect(services[0]!.asked).toEqual(['session.open']);
  });

  it('find no seat when all are taken, and one when somebody has left', async () => {
    const first = await cookie();
    const one = await sitWith(first);
    await sit();
    expect((await login()).status).toBe(409);
    one.terminate();
    await pause(GRACE / 3);
    // Whoever left might only be loading the page again.
    expect((await login()).status).toBe(409);
    await pause(GRACE * 2);
    const later = await cookie();
    expect(later).not.toBe(first);
    expect(await open({ origin, cookie: first })).toBe(401);
    const three = await sitWith(later);
    expect(await call(three, { id: 1, request: 'app.info', input: {} })).toMatchObject({ answer: { ok: true } });
    expect(services).toHaveLength(2);
  });

  it('are all gone when the host ends', async () => {
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

  interface Key { id: string; key: string }
  /** Connects, and takes what the page takes up again with. */
  async function connectWithKey(carried: string): Promise<{ socket: WebSocket; key: Key }> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { origin, cookie: carried } });
    const { resume } = (await next(socket)) as { resume: Key };
    return { socket, key: resume };
  }
  async function keyOf(carried: string): Promise<Key> {
    const { socket, key } = await connectWithKey(carried);
    socket.terminate();
    return key;
  }
  const post = (said: unknown, headers: Record<string, string> = {}) =>
    ask('/resume', { method: 'POST', headers: { origin, 'content-type': 'application/json', ...headers }, body: JSON.stringify(said) });
  const number = () => randomBytes(32).toString('base64url');
  const proof = (key: string, who: string, page: string, hostNumber: string, at = port) =>
    createHmac('sha256', Buffer.from(key, 'base64url')).update(`${who} ${at} ${page} ${hostNumber}`).digest('base64url');

  /** The whole conversation; the status that it ends with. */
  async function takeUp({ id, key }: Key, spoil: (said: Record<string, string>) => void = () => {}, carried?: string): Promise<Got> {
    const page = number();
    const headers: Record<string, string> = carried === undefined ? {} : { cookie: carried };
    const first = await post({ id, page }, headers);
    if (first.status !== 200) return first;
    const answer = JSON.parse(first.body) as { host: string; proof: string };
    expect(answer.proof).toBe(proof(key, 'host', page, answer.host));
    const said = { id, host: answer.host, proof: proof(key, 'page', page, answer.host) };
    spoil(said);
    return post(said, headers);
  }

  it('an open page takes up again: both sides prove the key, and neither sends it', async () => {
    const former = await cookie();
    const key = await keyOf(former);
    await restart();
    expect(await open({ origin, cookie: former })).toBe(401);
    const got = await takeUp(key);
    expect(got).toMatchObject({ status: 200, body: '{"restarted":true}' });
    const fresh = String(got.headers['set-cookie']).split(';')[0]!;
    expect(fresh).not.toBe(former);
    expect(JSON.stringify(got)).not.toContain(key.key);
    expect(await keyOf(fresh)).toEqual(key);
  });

  it('keeps the key in a file of its user alone, which names the port', async () => {
    const key = await keyOf(await cookie());
    await host.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'kept'))).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1, port, keys: [{ seat: 1, ...key }] });
    expect(await readFile(file, 'utf8')).not.toContain(token);
    // Another port: the same file is as good as none.
    const other = await Resume.open(file, port + 1, 1);
    expect(other.answer({ id: key.id, page: number() })).toBeNull();
    await start();
  });

  it.each<[string, (said: Record<string, string>) => void]>([
    ['a wrong proof', (said) => { said['proof'] = number(); }],
    ['no proof', (said) => { delete said['proof']; }],
    ["a number of the page's own choice", (said) => { said['host'] = number(); }],
    ["another's id", (said) => { said['id'] = '0'.repeat(16); }],
    ['more than it is asked for', (said) => { said['seat'] = '1'; }],
  ])('turns %s away, and does not take the same number twice', async (_what, spoil) => {
    const key = await keyOf(await cookie());
    await restart();
    const got = await takeUp(key, spoil);
    expect(got.status).toBe(403);
    expect(got.headers['set-cookie']).toBeUndefined();
    expect((await takeUp(key)).status).toBe(200);
  });

  it("does not take its own proof back as the page's, nor a proof twice", async () => {
    const key = await keyOf(await cookie());
    await restart();
    const page = number();
    const { host: its, proof: hostProof } = JSON.parse((await post({ id: key.id, page })).body) as { host: string; proof: string };
    expect((await post({ id: key.id, host: its, proof: hostProof })).status).toBe(403);
    expect((await post({ id: key.id, host: its, proof: proof(key.key, 'page', page, its) })).status).toBe(403);
  });

  it.each([[null], [7], ['x'], [[]], [{}], [{ id: 'x' }], [{ page: 'x' }], [{ id: '0'.repeat(16), page: 'x'.repeat(43) }], [{ id: { length: 16 }, page: 1 }]])('is told nothing for %j', async (said) => {
    expect((await post(said)).status).toBe(403);
  });

  it('is for our own page only', async () => {
    expect((await post({}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({}, { host: 'evil.example' })).status).toBe(421);
    expect((await post({}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask('/resume')).status).toBe(405);
  });

  it('tells a page that lost its connection alone that it is known still, and keeps its sessions', async () => {
    const carried = await cookie();
    const { socket, key } = await connectWithKey(carried);
    await call(socket, OPEN);
    socket.terminate();
    const got = await takeUp(key, undefined, carried);
    expect(got).toMatchObject({ status: 200, body: '{"restarted":false}' });
    expect(got.headers['set-cookie']).toBeUndefined();
    await open({ origin, cookie: carried });
    await pause(GRACE * 3);
    expect(service.asked).toEqual(['session.open']);
    // Without a key: by the cookie alone.
    expect((await post({}, { cookie: carried })).status).toBe(200);
    expect((await post({})).status).toBe(403);
  });

  it('is over once somebody has logged in with the new token', async () => {
    const key = await keyOf(await cookie());
    await restart();
    await login();
    expect((await takeUp(key)).status).toBe(403);
  });

  it('is over a day after the page connected last', async () => {
    const key = await keyOf(await cookie());
    await host.close();
    const asked = { id: key.id, page: number() };
    expect((await Resume.open(file, port, 1, () => Date.now() + RESUME_MS - 60_000)).answer(asked)).not.toBeNull();
    expect((await Resume.open(file, port, 1, () => Date.now() + RESUME_MS)).answer(asked)).toBeNull();
    // A clock that was put back tells nothing of a key's age.
    expect((await Resume.open(file, port, 1, () => Date.now() - 60_000)).answer(asked)).toBeNull();
    await start();
  });

  it.each(['', '{', '[]', '{"version":2,"port":1,"keys":[]}', '\u0000'])('begins anew with a file that says %j', async (text) => {
    const key = await keyOf(await cookie());
    await host.close();
    await writeFile(file, text);
    await start({ resume: { file, port } });
    expect((await takeUp(key)).status).toBe(403);
    expect(await keyOf(await cookie())).not.toEqual(key);
  });

  it('gives each user their own seat back', async () => {
    const users = () => ({ users: { most: 2, serviceFor: () => new FakeService() } });
    await restart(users());
    const [one, two] = [await cookie(), await cookie()];
    const [keyOne, keyTwo] = [await keyOf(one), await keyOf(two)];
    expect(keyOne.id).not.toBe(keyTwo.id);
    await restart(users());
    const again = String((await takeUp(keyTwo)).headers['set-cookie']).split(';')[0]!;
    expect(await keyOf(again)).toEqual(keyTwo);
    // A new login gets the seat that is free, and ends nobody's way back but that seat's.
    expect(await keyOf(await cookie())).not.toEqual(keyTwo);
    expect((await takeUp(keyOne)).status).toBe(403);
  });

  it('knows no seat that this run does not have', async () => {
    await restart({ users: { most: 2, serviceFor: () => new FakeService() } });
    await cookie();
    const second = await keyOf(await cookie());
    await restart();
    expect((await takeUp(second)).status).toBe(403);
  });

  it('is not offered where it was not asked for', async () => {
    const key = await keyOf(await cookie());
    await host.close();
    await start({ port });
    expect((await takeUp(key)).status).toBe(403);
    const socket = await sit();
    // The first thing that comes is the answer, and no key.
    expect(await call(socket, { id: 1, request: 'app.info', input: {} })).toMatchObject({ id: 1 });
  });
});

describe('without a page', () => {
  it('the host says so once it has waited, and not while a page is connected', async () => {
    // The clock is ours: only the host's own waits are counted by it.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const told: string[] = [];
    const own = await startWebHost({ service, rendererDir: join(folder, 'page'), idle: { afterMs: 60_000, onIdle: () => told.push('idle') } });
    try {
      vi.advanceTimersByTime(59_000);
      expect(told).toEqual([]);
      const page = await connected(own);
      vi.advanceTimersByTime(600_000);
      expect(told).toEqual([]);
      page.close();
      await new Promise((resolve) => page.once('close', resolve));
      for (let turn = 0; turn < 100 && told.length === 0; turn++) {
        vi.advanceTimersByTime(60_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(told).toEqual(['idle']);
    } finally {
      vi.useRealTimers();
      await own.close();
    }
  });
});

async function connected(own: WebHost): Promise<WebSocket> {
  const url = new URL(own.url);
  const entered = await new Promise<string>((resolve, reject) => {
    const sent = httpRequest({ host: url.hostname, port: url.port, path: '/login', method: 'POST', agent: false, headers: { origin: url.origin, 'content-type': 'application/json' } },
      (response) => resolve(response.headers['set-cookie']![0]!));
    sent.on('error', reject);
    sent.end(JSON.stringify({ token: new URLSearchParams(url.hash.slice(1)).get('token') }));
  });
  const page = new WebSocket(`${url.origin.replace('http', 'ws')}/ws`, { origin: url.origin, headers: { cookie: entered.split(';')[0]! } });
  await new Promise((resolve, reject) => { page.once('open', resolve).once('error', reject); });
  return page;
}
