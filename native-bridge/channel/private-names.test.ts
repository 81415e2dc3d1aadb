import { describe, expect, it } from 'vitest';
import { PrivateNames } from './private-names.ts';

const names = new PrivateNames('/tmp/handoff-s_1z_9_0a1b2c_AbC123');

describe('names of a session', () => {
  it.each(['/tmp/x.sock', '/../../etc/x', '/..\\..\\x', '/c:\\x:y', '/a!b%c', '/a%21%5c', '/', '//x', '@service', '@', '@0a1f3',
    '127.0.0.1:80', ''])('"%s" comes back', (text) => {
    expect(names.inward(names.outward(text))).toBe(text);
  });

  it('puts every path into the session folder, even with ".." in it', () => {
    for (const path of ['/run/docker.sock', '/../../run/docker.sock', '/tmp/../run/x', '/', '/..\\..\\x', '/c:x']) {
      const outward = names.outward(path);
      expect(outward.startsWith('/tmp/handoff-s_1z_9_0a1b2c_AbC123/!')).toBe(true);
      expect(outward.slice('/tmp/handoff-s_1z_9_0a1b2c_AbC123/'.length)).not.toMatch(/[/\\:]/);
    }
  });

  it('keeps abstract names apart, and leaves names of the kernel unchanged', () => {
    expect(names.outward('@service')).toBe('@handoff-s_1z_9_0a1b2c_AbC123/service');
    expect(names.outward('@')).toBe('@');
    expect(names.outward('@0a1f3')).toBe('@0a1f3');
  });

  it('puts paths of Windows that a call has returned into the folder, so that they lead to no other program', () => {
    for (const path of ['C:\\Users\\me\\app.sock', 'c:/app.sock', 'D:\\..\\app.sock', 'C:app.sock', '\\app.sock', '\\\\.\\pipe\\x']) {
      expect(names.outward(path)).toMatch(/^\S*AbC123\/(?:[cCD]%3a|%5c)/);
      expect(names.outward(path).split('AbC123')[1]!.slice(1)).not.toMatch(/[\\/]/);
    }
  });

  it('shows a name of another program unchanged', () => {
    expect(names.inward('@handoff-s_1z_9_0a1b2c_Other0/service')).toBe('@handoff-s_1z_9_0a1b2c_Other0/service');
    expect(names.inward('/run/docker.sock')).toBe('/run/docker.sock');
  });
});
