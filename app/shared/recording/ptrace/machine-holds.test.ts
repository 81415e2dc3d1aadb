import { describe, expect, it } from 'vitest';
import { CALL, SIGTRAP, Script, attached, entry, exit, stopped } from './script.fixture.ts';

describe('a task that waits before a call', () => {
  const ANY = { calls: null, task: null, process: null };
  const [SENDMSG, RECVMSG, READ] = [46, 47, 0];
  const held = (number = SENDMSG, control = 0n): Script => {
    const script = attached(1, 2);
    script.control = control;
    script.sockets = 'socket:[7]';
    script.machine.holdBefore([{ ...ANY, task: 1 }]);
    script.at(1, CALL, { call: entry(number, 3, 0x1000) }).at(2, CALL, { call: entry(number, 3, 0) });
    return script;
  };

  it('stops where a filter says, while others continue, and makes the call when it is released', () => {
    const script = held();
    expect(script.waiting).toEqual([{ kind: 'before', id: 1, about: 'socket:[7]' }]);
    expect(script.done).toEqual(['resume 2']);
    script.machine.release(1, { kind: 'continue' });
    script.machine.release(1, { kind: 'continue' });
    script.at(1, CALL, { call: exit(1) });
    expect(script.done).toEqual(['resume 2', 'resume 1', 'resume 1']);
    expect(script.events.at(-1)).toMatchObject({ kind: 'exit', id: 1, result: { kind: 'value', value: 1 } });
    expect(script.events.at(-1)).not.toHaveProperty('intervened');
  });

  it.each([[{ calls: ['sendmsg'] }, true], [{ calls: ['close'] }, false], [{ process: 1 }, true],
    [{ process: 9 }, false]])('filter %j', (filter, stops) => {
    const script = attached(1);
    script.machine.holdBefore([{ ...ANY, ...filter }]);
    script.at(1, CALL, { call: entry(SENDMSG, 3, 0) });
    expect(script.waiting.length === 1).toBe(stops);
  });

  it('does not stop before calls on files, and calls that end it', () => {
    const script = attached(1);
    script.machine.holdBefore([ANY]);
    script.at(1, CALL, { call: entry(READ, 3) }).at(1, CALL, { call: exit(0) }).at(1, CALL, { call: entry(231, 0) });
    expect(script.waiting).toEqual([]);
  });

  it('returns an error in place of the call', () => {
    const script = held();
    script.machine.release(1, { kind: 'refuse', errno: 24 });
    script.at(1, CALL, { call: exit(-24) });
    expect(script.done).toEqual(['resume 2', 'refuse 1 with 24', 'resume 1', 'resume 1']);
    expect(script.events.at(-1)).toMatchObject({ result: { kind: 'error', name: '24' }, intervened: { kind: 'refused' } });
  });

  it('makes recvmsg with a shorter control buffer, and restores its length if the call fails', () => {
    const script = held(RECVMSG);
    script.control = 40n;
    script.machine.release(1, { kind: 'cut', descriptors: 1 });
    script.at(1, CALL, { call: exit(-11) });
    expect(script.done).toEqual(['resume 2', 'write 1 at 4136: 20', 'resume 1', 'write 1 at 4136: 40', 'resume 1']);
    expect(script.events.at(-1)).toMatchObject({ intervened: { kind: 'cut', descriptors: 1 } });
  });

  it.each<[string, number | null, number]>([['as the program passed it', null, 40], ['that was shortened', 1, 20]])(
    'tells the length of the control buffer %s, which the kernel overwrites', (_, cut, length) => {
      const script = held(RECVMSG, 40n);
      script.machine.release(1, cut === null ? { kind: 'continue' } : { kind: 'cut', descriptors: cut });
      script.control = 16n;
      script.at(1, CALL, { call: exit(1) });
      const lengths = { before: { value: length }, after: { value: 16 } };
      expect(script.events.at(-1)).toMatchObject({ args: [{}, { fields: { msg_controllen: lengths } }, {}] });
    });

  it('restores the control buffer of a call that waits when it detaches', () => {
    const script = held(RECVMSG);
    script.control = 40n;
    script.machine.release(1, { kind: 'cut', descriptors: 0 });
    script.machine.leave();
    script.at(1, stopped(SIGTRAP, 128));
    expect(script.done.slice(-3)).toEqual(['repair 1', 'write 1 at 4136: 40', 'detach 1']);
  });

  it.each<[number, string[]]>([[1, []], [-512, ['write 1 at 4136: 40']], [-4, ['write 1 at 4136: 40']]])(
    'restores it at the end of the call, after %i, unless the kernel has set it', (result, restored) => {
      const script = held(RECVMSG);
      script.control = 40n;
      script.machine.release(1, { kind: 'cut', descriptors: 0 });
      script.machine.leave();
      script.done.length = 0;
      script.at(1, CALL, { call: exit(result) });
      expect(script.done).toEqual([...result < 0 ? ['repair 1'] : [], ...restored, 'detach 1']);
    });

  it('makes a call whose start it stops at when it detaches, with the whole control buffer', () => {
    const script = held(RECVMSG);
    script.machine.leave();
    script.done.length = 0;
    script.at(2, CALL, { call: entry(RECVMSG, 3, 0x1000) });
    expect(script.done).toEqual(['detach 2']);
  });

  it('leaves a control buffer alone that is not longer', () => {
    const script = held(RECVMSG);
    script.control = 16n;
    script.machine.release(1, { kind: 'cut', descriptors: 1 });
    script.at(1, CALL, { call: exit(1) });
    expect(script.done).toEqual(['resume 2', 'resume 1', 'resume 1']);
    expect(script.events.at(-1)).not.toHaveProperty('intervened');
  });

  it('makes the call when it detaches', () => {
    const script = held();
    script.machine.leave();
    expect(script.done).toEqual(['resume 2', 'detach 1', 'interrupt 2']);
  });

  /** A launched program with a filter, held at the stop of its filter. */
  const filtered = (): Script => {
    const [script, atFilter] = [new Script(), stopped(SIGTRAP, 7)];
    script.sockets = 'socket:[7]';
    script.machine.launch(7, true);
    script.at(7, CALL, { call: entry(59, 0) }).at(7, stopped(SIGTRAP, 4), { message: 7 }).at(7, CALL, { call: exit(0) })
      .at(7, CALL, { call: entry(SENDMSG, 3) }).at(7, CALL, { call: exit(0) });
    script.machine.holdBefore([ANY]);
    script.done.length = 0;
    script.at(7, atFilter, { call: entry(SENDMSG, 3, 0x1000) });
    expect(script.waiting).toHaveLength(1);
    expect(script.done).toEqual([]);
    return script;
  };

  it('waits at the stop of a filter, too, and stops at the end of the call', () => {
    const script = filtered();
    script.machine.release(script.waiting[0]!.id, { kind: 'refuse', errno: 24 });
    script.at(7, CALL, { call: exit(-24) });
    expect(script.done).toEqual(['refuse 7 with 24', 'resume 7', 'run 7']);
    expect(script.events.at(-1)).toMatchObject({ result: { kind: 'error', name: '24' }, intervened: { kind: 'refused' } });
  });

  it('makes the call when the recording of a program with a filter ends, and is released no more', () => {
    const script = filtered();
    script.machine.leave();
    script.machine.release(script.waiting[0]!.id, { kind: 'continue' });
    expect(script.done).toEqual(['run 7']);
  });

  it('is not released after it has ended', () => {
    const script = held();
    script.at(1, 9);
    script.machine.release(1, { kind: 'continue' });
    expect(script.done).toEqual(['resume 2']);
    expect(script.told.at(-1)).toBe('1 ended');
  });
});
