/**
 * Taking up again with a host that was started anew. The key came over the connection and is kept in memory, where no page
 * that somebody else serves at this address could look for it; it is never sent. First the host proves that it
 * knows the key, so that a stranger who listens at its port gets nothing from us; then we do.
 */
export interface ResumeKey {
  id: string;
  /** 32 bytes as base64url. */
  key: string;
}

/** `known`: the host still knows this page. `taken-up`: a host that was started anew knows it now. */
export type Outcome = 'known' | 'taken-up' | 'refused' | 'unreachable';

export async function takeUpAgain(resume: ResumeKey | null): Promise<Outcome> {
  try {
    if (!resume) return (await post({})).ok ? 'known' : 'refused';
    const page = base64url(crypto.getRandomValues(new Uint8Array(32)));
    const first = await post({ id: resume.id, page });
    if (!first.ok) return 'refused';
    const { host, proof } = (await first.json()) as { host: string; proof: string };
    const key = await crypto.subtle.importKey('raw', bytesOf(resume.key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
    const port = location.port;
    if (!(await crypto.subtle.verify('HMAC', key, bytesOf(proof), utf8(`host ${port} ${page} ${host}`)))) return 'refused';
    const ours = base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(`page ${port} ${page} ${host}`))));
    const second = await post({ id: resume.id, host, proof: ours });
    if (!second.ok) return 'refused';
    return ((await second.json()) as { restarted: boolean }).restarted ? 'taken-up' : 'known';
  } catch {
    // Nobody answers there, or what answers is no host of ours and may be gone in a moment.
    return 'unreachable';
  }
}

function post(said: object): Promise<Response> {
  return fetch('/resume', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) });
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.codePointAt(0)!);
}
