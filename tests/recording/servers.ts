/** Servers from the system's packages: for each a story of its processes under load, as a shell script. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { NGINX, configure } from './nginx.ts';

/** What a story gets: an empty folder that every user can read, a free port, how many requests it makes, and Python itself. */
export interface Ground { folder: string; port: number; requests: number; python: string }

const PROGRAMS = join(import.meta.dirname, 'programs');
const asRoot = userInfo().uid === 0;

const FUNCTIONS = `set -e
until_there() { i=0; while [ ! -s "$1" ]; do i=$((i + 1)); [ $i -lt 600 ]; sleep 0.05; done; }
until_gone() { while kill -0 "$1" 2> /dev/null; do sleep 0.05; done; }
`;

/** A shell function "fetch" that makes a part of the requests. */
const fetching = ({ python, port, requests }: Ground, parts: number): string =>
  `fetch() { ${python} -S ${PROGRAMS}/client.py ${port} ${Math.ceil(requests / parts)}; }\n`;

function nginx(ground: Ground): string {
  const at = (name: string) => join(ground.folder, name);
  return `${fetching(ground, 3)}${NGINX} -c ${configure(ground.folder, ground.port)}
until_there ${at('pid')}
fetch
kill -HUP $(cat ${at('pid')})
sleep 0.5
kill -USR2 $(cat ${at('pid')})
until_there ${at('pid.oldbin')}
until_there ${at('pid')}
fetch
old=$(cat ${at('pid.oldbin')})
kill -QUIT $old
until_gone $old
fetch
new=$(cat ${at('pid')})
kill -QUIT $new
until_gone $new`;
}

function haproxy(ground: Ground): string {
  const at = (name: string) => join(ground.folder, name);
  writeFileSync(at('haproxy.cfg'), `global
  nbthread 2
  stats socket ${at('stats')} mode 600 level admin expose-fd listeners
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 3s
frontend front
  bind 127.0.0.1:${ground.port}
  http-request return status 200 content-type text/plain string ok
`);
  return `${fetching(ground, 2)}/usr/sbin/haproxy -f ${at('haproxy.cfg')} -D -p ${at('pid')}
fetch
old=$(cat ${at('pid')})
/usr/sbin/haproxy -f ${at('haproxy.cfg')} -D -p ${at('pid')} -x ${at('stats')} -sf $old
until_gone $old
fetch
new=$(cat ${at('pid')})
kill -USR1 $new
until_gone $new`;
}

function apache(ground: Ground): string {
  const at = (name: string) => join(ground.folder, name);
  mkdirSync(at('www'));
  writeFileSync(at('www/index'), 'ok');
  const modules = ['mpm_prefork', 'authz_core'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`);
  writeFileSync(at('apache.conf'), `ServerName localhost
ServerRoot ${ground.folder}
DefaultRuntimeDir ${ground.folder}
PidFile ${at('pid')}
ErrorLog ${at('error.log')}
${modules.join('')}${asRoot ? 'User www-data\nGroup www-data\n' : ''}Listen 127.0.0.1:${ground.port}
StartServers 3
MinSpareServers 2
MaxRequestWorkers 8
DocumentRoot ${at('www')}
`);
  const control = `/usr/sbin/apache2 -f ${at('apache.conf')} -k`;
  return `${fetching(ground, 2)}${control} start
until_there ${at('pid')}
server=$(cat ${at('pid')})
fetch
${control} graceful
fetch
${control} graceful-stop
until_gone $server`;
}

/** The programs of PostgreSQL, which no PATH has. */
export function postgresFolder(): string | null {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  return versions.map((version) => `/usr/lib/postgresql/${version}/bin`).find((bin) => existsSync(join(bin, 'postgres'))) ?? null;
}

/** PostgreSQL refuses to run as root. */
const POSTGRES = asRoot ? 'setpriv --reuid postgres --regid postgres --clear-groups' : '';

function postgresql({ folder, port, requests }: Ground): string {
  const [bin, data] = [postgresFolder(), join(folder, 'data')];
  mkdirSync(data);
  if (asRoot) execFileSync('chown', ['postgres', data]);
  const [program, ...args] = `${POSTGRES} ${bin}/initdb -D ${data} -U postgres -A trust --no-sync --no-locale`.trim().split(' ');
  execFileSync(program!, args, { stdio: 'ignore' });
  writeFileSync(join(folder, 'one.sql'), 'SELECT 1;\n');
  return `${POSTGRES} ${bin}/postgres -D ${data} -h 127.0.0.1 -p ${port} -k '' -F &
server=$!
until_there ${data}/postmaster.pid
until grep -q ready ${data}/postmaster.pid; do sleep 0.1; done
${bin}/pgbench -n -C -f ${folder}/one.sql -c 2 -t ${Math.ceil(requests / 2)} -h 127.0.0.1 -p ${port} -U postgres postgres
kill -INT $server
wait $server`;
}

function gunicorn(ground: Ground): string {
  const at = (name: string) => join(ground.folder, name);
  writeFileSync(at('app.py'), `def app(environ, start):
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]
`);
  return `${fetching(ground, 4)}cd ${ground.folder}
/usr/bin/gunicorn -w 2 -b 127.0.0.1:${ground.port} --pid ${at('pid')} app:app &
until_there ${at('pid')}
old=$(cat ${at('pid')})
fetch
kill -HUP $old
sleep 1
fetch
kill -USR2 $old
until_there ${at('pid.2')}
new=$(cat ${at('pid.2')})
fetch
kill -TERM $old
until_gone $old
fetch
kill -TERM $new
until_gone $new`;
}

function sshd({ folder, port, requests }: Ground): string {
  const at = (name: string) => join(folder, name);
  // The folder that the program is confined to before a login, which its service creates.
  if (asRoot) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  for (const name of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  writeFileSync(at('sshd.conf'), `ListenAddress 127.0.0.1
Port ${port}
HostKey ${at('host')}
PidFile ${at('pid')}
AuthorizedKeysFile ${at('user.pub')}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
`);
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', `UserKnownHostsFile=${at('known')}`]
    .map((option) => `-o ${option}`).join(' ');
  return `/usr/sbin/sshd -f ${at('sshd.conf')} -E ${at('log')}
until_there ${at('pid')}
i=0
while [ $i -lt ${requests} ]; do i=$((i + 1)); ssh -F none -i ${at('user')} -p ${port} ${options} -s 127.0.0.1 sftp < /dev/null; done
server=$(cat ${at('pid')})
kill $server
until_gone $server`;
}

export const SERVERS: Readonly<Record<string, (ground: Ground) => string>> = {
  nginx, haproxy, apache, postgresql, gunicorn, sshd,
  cluster: ({ requests }) => `${process.execPath} ${PROGRAMS}/cluster.mjs ${requests}`,
  // Its helper processes outlive it for a moment: the pipe ends with the last of them.
  multiprocessing: ({ folder, python, requests }) =>
    `{ ${python} -S ${PROGRAMS}/pools.py ${Math.ceil(requests / 3)} && echo > ${folder}/done; } | cat\ntest -e ${folder}/done`,
};

/** Writes the story. Returns the command that performs it. */
export function storyOf(name: string, ground: Ground): string[] {
  mkdirSync(ground.folder, { recursive: true });
  const script = join(ground.folder, 'story.sh');
  // A server does not outlive a story that fails.
  const end = `trap 'code=$?; kill $(cat ${ground.folder}/pid* 2> /dev/null) $server 2> /dev/null || true; exit $code' EXIT\n`;
  writeFileSync(script, FUNCTIONS + end + SERVERS[name]!(ground));
  return ['sh', script];
}
