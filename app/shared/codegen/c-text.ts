/** C as text: string literals, comments, names. */
import { toByteString } from '../domain/bytes.ts';
import { InputProblem } from '../base/input-problem.ts';
import { visibleLines } from '../base/visible.ts';

/** Returns UTF-8 text as a C string literal; non-ASCII bytes are octal escapes, which end after three digits. */
export function literal(text: string): string {
  let out = '';
  for (const char of toByteString(text)) {
    const code = char.charCodeAt(0);
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    // Two question marks would start a trigraph.
    else if (code < 0x20 || code > 0x7e || char === '?')
      out += char === '?' && !out.endsWith('?') ? '?' : `\\${code.toString(8).padStart(3, '0')}`;
    else out += char;
  }
  return `"${out}"`;
}

/** Length of `text` in UTF-8 bytes. */
export function byteLength(text: string): number {
  return toByteString(text).length;
}

const WIDTH = 110;

/** Returns the lines of a block comment, wrapped between words. */
export function comment(text: string, indent: string): string[] {
  // The text cannot end or nest the comment, form a trigraph, reverse the reading direction or hide characters.
  const words = visibleLines(text).replace(/\/(?=\*)|\*(?=\/)|\?(?=\?)/g, '$& ').split(/\s+/).filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + 3 + last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => `${indent}${i === 0 ? '/* ' : ' * '}${line}${i === lines.length - 1 ? ' */' : ''}`);
}

const KEYWORDS = ('auto break case char const continue default do double else enum extern float for goto if inline int long register '
  + 'restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false').split(' ');

/** Names already used by C, its headers or the generated programs. */
const TAKEN: ReadonlySet<string> = new Set([...KEYWORDS, ...(
  'begin begun command_of create ended_as socket_messages we_are_first end_of let_end listen_fds made other passed say '
    + 'signals_within spare start waited far near small interface '
  + 'hyper pascal cdecl in out min max accept accept4 argc argv asked awaited bind bytes close closesocket connect '
  + 'connection copy receiver control count data done dup dup2 dup3 '
  + 'environ epoll errno event events exit failed fcntl fds flags fork found free getpid getsockname getsockopt head here how info '
  + 'ioctlsocket ip4 ip6 kill known listen longest made main made_event message n operation order others outcome '
  + 'made_process providers_found key ended pair part pid poll printf raise read readable ready record '
  + 'recv recvfrom recvmsg remove rename result rights select send sendmsg sendto set setsockopt shutdown signal size sleep socket '
  + 'socketpair stdin stdout stderr system tell text theirs thread time to unix_name value wait waited write unix linux'
).split(' ')]);

/** Returns a scenario name as a C identifier without collisions. @throws InputProblem if it is not a valid name. */
export function identifier(name: string): string {
  const plain = name.replaceAll('-', '_');
  if (!/^[A-Za-z]\w*$/.test(plain)) {
    throw new InputProblem(`"${name}" is no name`, 'the scenario', 'Give it a letter, then letters, digits, _ or -.');
  }
  return TAKEN.has(plain.toLowerCase()) || /^(begin|end|step|await|pass|say|start|ok|to|from)_/.test(plain) ? `${plain}_` : plain;
}
