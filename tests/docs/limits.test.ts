/** docs/limits.md names the limits that hold. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HOST, MOST_USERS, RECORDING, SCENARIO, SESSION, USER, WEB_LIMITS } from '../../app/shared/base/limits.ts';

const kB = (bytes: number) => `${bytes / 1024} kB`;
const MB = (bytes: number) => `${bytes / 1024 / 1024} MB`;
const seconds = (ms: number) => `${ms / 1000} seconds`;
const minutes = (ms: number) => ms / 60_000;

it.each([
  ['steps of a scenario file', `${SCENARIO.steps}`],
  ['processes of a scenario', `${SCENARIO.processes}`],
  ['size of a scenario file', `${SCENARIO.characters} characters`],
  ['one message between processes', `${SCENARIO.messageCharacters} characters`],
  ['one argument, one receive', `${SCENARIO.valueCharacters} characters or bytes`],
  ['steps of one session, typed and repeated ones included', `${SESSION.steps}`],
  ['descriptors, events, ports and windows of one process', `${SESSION.descriptors}`],
  ['calls of one process that have not returned', `${SESSION.waiting}`],
  ["descriptors of the inspector's own process", `${HOST.freeDescriptors} stay free`],
  ['sessions', `${USER.sessions} per user, ${HOST.sessions} per host`],
  ['processes of all sessions', `${USER.processes} per user, ${HOST.processes} per host`],
  ['captures in the live view', `${USER.captures} per user`],
  ['copies of foreign descriptors', `${USER.copies} per user`],
  ['your processes that were named', `${USER.named} per user`],
  ['recordings of programs that run', `${RECORDING.running} per user`],
  ['steps of a recording in the window', `${RECORDING.steps}`],
  ['a held call of a program', `${RECORDING.holdSeconds} seconds`],
  ['TCP connections', `${WEB_LIMITS.connections}`],
  ['headers of a request', `${kB(WEB_LIMITS.headerBytes)}, complete within ${seconds(WEB_LIMITS.headersMs)}; no body`],
  ['a connection without a request', seconds(WEB_LIMITS.keepAliveMs)],
  ['WebSockets that have not proved a key',
    `${WEB_LIMITS.unproved}, each for ${seconds(WEB_LIMITS.proveMs)} and ${kB(WEB_LIMITS.unprovedBytes)}`],
  ['a page that answers no ping', `closed after ${minutes(WEB_LIMITS.pingMs)} to ${2 * minutes(WEB_LIMITS.pingMs)} minutes`],
  ['one frame of a page', MB(WEB_LIMITS.frameBytes)],
  ['requests of a page without an answer', `${WEB_LIMITS.outstanding}`],
  ['answers that a page has not read', `${MB(WEB_LIMITS.unreadBytes)}, then it is cut off`],
  ['browsers that have logged in to one seat', `the last ${WEB_LIMITS.keysPerSeat}`],
  ['sessions of a page that another page displaced', `kept for ${minutes(WEB_LIMITS.displacedMs)} minutes`],
])('%s: %s', (what, limit) => {
  const rows = readFileSync('docs/limits.md', 'utf8').split('\n').filter((line) => line.startsWith(`| ${what} |`));
  expect(rows).toHaveLength(1);
  expect(rows[0]!.split(' | ')[1]!.replace(/ \|$/, '')).toBe(limit);
});

it('the documented number of users', () => {
  expect(readFileSync('docs/limits.md', 'utf8')).toContain(`up to ${MOST_USERS} users`);
});
