import { bareHandoff, sessionHandoff } from './handoff.ts';
const [source = 'main', n = '3'] = process.argv.slice(2);
const b: number[] = [], s: number[] = [];
for (let i = 0; i < Number(n); i++) { b.push(await bareHandoff('linux')); s.push(await sessionHandoff('linux', source)); }
console.log('bare', b.map((x) => x.toFixed(3)).join(' '), 'session', s.map((x) => x.toFixed(3)).join(' '));
