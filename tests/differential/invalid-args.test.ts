import { expect, it } from 'vitest';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type { ProcessEntity, TransferEntity } from '../../app/shared/domain/entities.ts';
import { World } from '../../app/shared/domain/world.ts';
import { oddArgs } from './invalid-args.ts';
import { Draw } from './random-source.ts';
import { Names, Situation } from './situation.ts';

const transfer = (n: number, name: string, form: TransferEntity['form']): TransferEntity => ({
  kind: 'transfer', id: `transfer:${n}`, form, objects: [], from: 'process:main', target: 'process:main', carrier: null, name, step: 1,
  state: 'in-flight', endedAt: null,
});
const main: ProcessEntity = {
  kind: 'process', id: 'process:main', name: 'main', role: 'participant', pid: 1, state: 'running', threads: [], endedAt: null,
  received: [],
};
const inFlight = [transfer(1, 'wide', 'WSAPROTOCOL_INFOW'), transfer(2, 'ansi', 'WSAPROTOCOL_INFOA')];
const situation = new Situation('winsock', new World(new Map([main, ...inFlight].map((e) => [e.id, e]))), new Names());

it.each([['WSASocketW', '$wide'], ['WSASocketA', '$ansi']])('draws for %s a transfer of its form only', (call, name) => {
  const scene = { draw: new Draw([]), situation, process: 'main', held: [] };
  expect(oddArgs(scene, findCall('winsock', call)!)).toMatchObject({ protocolInfo: name });
});
