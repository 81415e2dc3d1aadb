import { describe, expect, it } from 'vitest';
import { LineReader } from './line-reader.ts';

const HEAD = '"action":{"kind":"call","participant":"main","call":"send","args":{"fd":4,"data":"x"}},'
  + '"outcome":{"kind":"ok","results":{"number":1}},"predicted":{"rules":["P19"]}';
const DIFF = '"diff":{"updated":{"socket:1":[null,{"queue":[]}]}}';
const line = (n: number, rest = `,${DIFF}`, at = `${n}.5,"micros":7`, head = HEAD) => `{"n":${n},${head}${rest},"at":${at}}`;

describe('lines of steps', () => {
  it('share what is equal in them, and have their own number and times', () => {
    const reader = new LineReader();
    const [one, two] = [reader.read(line(1))!, reader.read(line(2))!];
    expect([one.n, one.at, one.micros, two.n, two.at]).toEqual([1, 1.5, 7, 2, 2.5]);
    expect(two.head).toBe(one.head);
    expect(two.rest).toBe(one.rest);
    expect(one.head.predicted!.outcome).toBe(one.head.outcome);
    expect(reader.read(line(3, ',"note":"Late"', '4'))).toMatchObject({ rest: { note: 'Late' }, at: 4, micros: null });
  });

  it('are read as JSON when their texts look like the parts of a line', () => {
    const texts = ['},\\"diff\\":{}', ',\\"at\\":9}', '\\\\', '{\\"n\\":1,'];
    for (const text of texts) {
      const head = HEAD.replace('"x"', `"${text}"`);
      const plain = JSON.parse(line(1, `,${DIFF}`, '2', head)) as { action: { args: object }; diff: object };
      const read = new LineReader().read(line(1, `,${DIFF}`, '2', head))!;
      expect(read.head.action, text).toMatchObject({ args: plain.action.args });
      expect(read.rest.diff, text).toEqual(plain.diff);
    }
  });

  it('are read whole where their parts do not stand as usual', () => {
    const nested = HEAD.replace('{"fd":4,"data":"x"}', '{"fd":4,"diff":{},"at":3}');
    expect(new LineReader().read(line(1, '', '2', nested))!.head.action).toMatchObject({ args: { fd: 4, diff: {}, at: 3 } });
    const turned = `{"at":5,${HEAD},"n":1,${DIFF}}`;
    expect(new LineReader().read(turned)).toMatchObject({ n: 1, at: 5, rest: { diff: { updated: {} } } });
    expect(new LineReader().read(line(1, ',"later":{"at":3}'))!.n).toBe(1);
  });

  it('are damaged if JSON would not read them, or a part has not its kind', () => {
    const damaged = [line(1, '', '1e999'), line(1, '', '1,"micros":1e999'), `{"at":1e999,${HEAD},"n":1,${DIFF}}`,
      line(1, '', '0x10'), line(1, '', '1}'), line(1, '', ' '), line(1).slice(0, -1), line(1).slice(1), '', '{}',
      line(1, ',"diff":3'), line(1, '', '1', HEAD.replace('"kind":"ok"', '"kind":1')),
      line(1, `,${DIFF},`), line(1.5), line(1, '', '1,"micros":"x"')];
    for (const text of damaged) expect(new LineReader().read(text), text).toBeNull();
  });
});
