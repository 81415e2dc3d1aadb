/** nginx from the system's packages, with two workers. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

export const NGINX = '/usr/sbin/nginx';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** Writes a configuration into the folder, which gets all other files of nginx, too. Returns the path of the configuration. */
export function configure(folder: string, port: number): string {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('nginx.conf'), `worker_processes 2; pid ${at('pid')}; error_log ${at('error.log')};
events { worker_connections 64; }
http { access_log off; client_body_temp_path ${at('b')}; proxy_temp_path ${at('p')}; fastcgi_temp_path ${at('f')};
  uwsgi_temp_path ${at('u')}; scgi_temp_path ${at('s')}; server { listen 127.0.0.1:${port}; location / { return 200 "ok"; } } }`);
  return at('nginx.conf');
}

/** Starts it, and returns when it listens. */
export function startNginx(folder: string, port: number): { pid: number; stop: () => void } {
  const config = configure(folder, port);
  execFileSync(NGINX, ['-c', config], { stdio: 'ignore' });
  // The first process returns when the daemon runs, which has written its number.
  return { pid: Number(readFileSync(join(folder, 'pid'), 'latin1')),
    stop: () => { execFileSync(NGINX, ['-c', config, '-s', 'stop'], { stdio: 'ignore' }); } };
}
