import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { tmpdir } from 'node:os'

export interface KamailioOptions {
  readonly program: string
  readonly host: string
  readonly port: number
  /** Calls without this password are asked for it (407). */
  readonly username: string
  readonly password: string
  /** Where INVITEs go, and where those go that the first refuses with 503. `host:port`. */
  readonly first: string
  readonly second: string
}

export interface Kamailio {
  /** What it said of its work. */
  printed(): string
  stop(): Promise<void>
}

/** A real Kamailio as a carrier's edge: it asks for a password, stays in the way by Record-Route, and goes on to a second gateway. */
export const startKamailio = (options: KamailioOptions): Promise<Kamailio> => run(options.program, carrier(options))

export interface ProxyOptions extends Pick<KamailioOptions, 'program' | 'host' | 'port'> {
  /** `host:port`. */
  readonly engine: string
}

/** A real Kamailio in front of an engine: phones register through it with Path (RFC 3327), and are reached through it. It says which INVITEs it passed to whom. */
export const startProxy = (options: ProxyOptions): Promise<Kamailio> => run(options.program, proxy(options))

async function run(program: string, configuration: string): Promise<Kamailio> {
  const directory = mkdtempSync(join(tmpdir(), 'callwright-kamailio-'))
  const file = join(directory, 'kamailio.cfg')
  writeFileSync(file, configuration)
  const child = spawn(program, ['-f', file, '-DD', '-E', '-w', directory, '-Y', directory, '-m', '32', '-M', '4'], {
    cwd: dirname(file),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-5_000)
  })
  const exit = once(child, 'exit')
  const early = await Promise.race([
    exit,
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 300)),
  ])
  if (early) throw new Error(`Kamailio ended: ${printed}`)
  return {
    printed: () => printed,
    async stop() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      await exit
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const carrier = ({ host, port, username, password, first, second }: KamailioOptions) => `#!KAMAILIO
debug=0
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:${host}:${port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "auth.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "corex.so"
request_route {
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404", "Not Here");
    exit;
  }
  if (!is_method("INVITE")) { sl_send_reply("405", "Method Not Allowed"); exit; }
  if (!pv_proxy_authenticate("carrier.test", "${password}", "0") || $au != "${username}") { auth_challenge("carrier.test", "1"); exit; }
  consume_credentials();
  record_route();
  $du = "sip:${first}";
  t_on_failure("NEXT");
  t_relay();
}
failure_route[NEXT] {
  if (t_check_status("503")) { $du = "sip:${second}"; append_branch(); t_relay(); }
}
`

const proxy = ({ host, port, engine }: ProxyOptions) => `#!KAMAILIO
debug=0
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:${host}:${port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "path.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
request_route {
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404", "Not Here");
    exit;
  }
  # Takes itself out of the Route; false where it was the only one.
  loose_route();
  if ($sp == ${engine.split(':').at(-1)}) {
    if (is_method("INVITE")) { record_route(); xlog("L_ALERT", "to the phone: $rm\\n"); }
    t_relay();
    exit;
  }
  if (is_method("REGISTER")) add_path();
  if (is_method("INVITE")) { record_route(); xlog("L_ALERT", "to the engine: $rm\\n"); }
  $du = "sip:${engine}";
  t_relay();
}
`
