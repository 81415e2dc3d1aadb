/** Calls composed by hand: every step of every scenario as a typed line, faults with their places, completion. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { completeLine } from '../../app/shared/console/complete-line.ts';
import { fieldsOf } from '../../app/shared/console/fields.ts';
import { readLine } from '../../app/shared/console/read-line.ts';
import { scopeAt } from '../../app/shared/console/scope.ts';
import { LineProblem } from '../../app/shared/console/tokens.ts';
import { writeLine } from '../../app/shared/console/write-line.ts';

const FOLDERS = ['assets/scenarios/winsock', 'assets/scenarios/linux', 'tests/conformance/rules/winsock', 'tests/conformance/rules/linux'];
const files = FOLDERS.flatMap((folder) => readdirSync(folder).filter((f) => f.endsWith('.json')).map((f) => join(folder, f)));
const read = (file: string): Scenario => parseScenario(readFileSync(file, 'utf8'), file);

describe('a step as a typed line', () => {
  it.each(files)('is parsed back unchanged: %s', (file) => {
    const scenario = read(file);
    const scope = scopeAt(scenario, 0);
    for (const step of scenario.steps) {
      const { note: _note, ...bare } = step;
      if ('raw' in bare) delete bare.raw;
      if ('args' in bare && Object.keys(bare.args ?? {}).length === 0) delete bare.args;
      expect(readLine(writeLine(step, null, scope), 'main', scope), writeLine(step, null, scope)).toEqual(bare);
    }
  });

  const events = read('assets/scenarios/winsock/the-second-registration-cancels-the-first.json');
  const scope = scopeAt(events, 13);

  it('names its requirements in the terms of the docs', () => {
    expect(readLine('WSAEventSelect s=$r event=$readEvent mask=FD_READ|FD_CLOSE expect ok', 'reader', scope)).toEqual({
      process: 'reader', call: 'WSAEventSelect', args: { s: '$r', event: '$readEvent', mask: ['FD_READ', 'FD_CLOSE'] },
      expect: { ok: true },
    });
    expect(readLine('client: sends data="two words"', 'reader', scope)).toEqual({ process: 'client', call: 'sends',
      args: { data: 'two words' } });
    expect(readLine('message "go on" main to reader by file as word', 'main', scope)).toEqual({ message: 'go on', from: 'main',
      to: 'reader', carrier: 'file', as: 'word' });
    expect(readLine('reader/t1: recv s=$r length=0x40 as got', 'main', scope)).toMatchObject({ process: 'reader/t1', args: { length: 64 },
      as: 'got' });
  });

  it.each([
    ['', 'the line is empty', ''],
    ['WSAEventSelct s=$r', 'no call is named "WSAEventSelct". Did you mean "WSAEventSelect"?', 'WSAEventSelct'],
    ['listen s=$r backlg=5', 'listen has no "backlg". Did you mean "backlog"?', 'backlg'],
    ['listen s=$r backlog=many', 'write a whole number here', 'many'],
    ['listen s=$r s=$r', '"s" is given twice', 's'],
    ['listen s=$r backlog=5 soon', '"soon" is not expected here. listen takes s= backlog=', 'soon'],
    ['send s=$r data="open', 'the closing " is missing', '"open'],
    ['redaer: recv s=$r', 'no process is called "redaer". Did you mean "reader"?', 'redaer: '],
    ['message $r main', 'the receiver is missing', 'main'],
    ['message $r main to reader by mail', 'a message goes by ipc, pipe or file, not by mail', 'mail'],
    ['recv s=$r length=1 expect soon', '"soon" is not an expectation', 'soon'],
    ['kill', 'the name of a process is missing', 'kill'],
  ])('reports an error once, with its position: %s', (line, message, marked) => {
    let problem: unknown;
    try {
      readLine(line, 'reader', scope);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(LineProblem);
    const { message: said, from, to } = problem as LineProblem;
    expect(said).toContain(message);
    expect(line.slice(from, to)).toBe(marked);
  });
});

describe('completion', () => {
  const scenario = read('assets/scenarios/winsock/the-second-registration-cancels-the-first.json');
  const scope = scopeAt(scenario, 13);
  const at = (line: string, participant = 'reader') => {
    const found = completeLine(line, line.length, participant, scope);
    return { ...found, texts: found.suggestions.map((s) => s.text), word: line.slice(found.from, found.to) };
  };

  it('offers calls, then their arguments, then values that fit, those of the process first', () => {
    expect(at('WSAEv').texts[0]).toBe('WSAEventSelect');
    expect(at('WSAEventSelect ').texts).toEqual(['s=$r mask=FD_READ', 's=', 'event=', 'mask=', 'expect']);
    expect(at('WSAEventSelect s=$r ').texts).toEqual(['event=', 'mask=', 'expect']);
    expect(at('WSAEventSelect s=').texts).toEqual(['$r', '$w', '$s', '$listener']);
    expect(at('WSAEventSelect s=$r event=').texts).toEqual(['$readEvent']);
    expect(at('WSAEventSelect s=$r mask=FD_READ|FD_C')).toMatchObject({ texts: ['FD_CONNECT', 'FD_CLOSE'], word: 'FD_C' });
    expect(at('WSASocketW protocolInfo=').texts).toEqual(['$forReader']);
    expect(at('WSASocketW as ').texts).toEqual(['s2']);
    expect(at('client: ').texts).toContain('sends');
    expect(at('message ').texts).toContain('$address');
    expect(at('recv s=$r len').call?.name).toBe('recv');
  });

  it('knows the current state and the kind of each field', () => {
    expect(scope.processes.find((p) => p.name === 'client')).toMatchObject({ platform: 'outside', running: true });
    const fields = fieldsOf(findCall('winsock', 'setsockopt')!, 'reader', scope);
    expect(fields.map((f) => [f.name, f.kind, f.optional])).toEqual([['s', 'name', false], ['level', 'choice', false],
      ['name', 'choice', false], ['value', 'option-value', false]]);
    expect(fields[0]!.references[0]).toEqual({ text: '$r', about: 'descriptor of reader', far: false });
  });
});
