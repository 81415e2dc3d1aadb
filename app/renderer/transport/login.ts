/** The token that the host prints arrives in the address; it becomes a cookie and leaves the address. */
export type Login = 'no-token' | 'accepted' | 'refused' | 'full' | 'unreachable';

export async function logIn(): Promise<Login> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return 'no-token';
  history.replaceState(null, '', location.pathname + location.search);
  try {
    const response = await fetch('/login', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }),
    });
    if (response.ok) return 'accepted';
    return response.status === 409 ? 'full' : 'refused';
  } catch {
    return 'unreachable';
  }
}
