import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ThrowAwayRoot } from './throw-away-root.ts'

/** What a service's unit says, by name; of a name that stands there twice, all. */
export function unitSettings(path: string): (name: string) => string[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return (name) => lines.flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []))
}

/** A service as systemd starts it, without systemd: its user, capabilities, umask, environment and command line, and again whenever it ends. */
export class RunningUnit {
  readonly #root: ThrowAwayRoot
  readonly #command: readonly string[]
  #child: ChildProcess | undefined
  #isWanted = true
  /** Both streams; the journal. */
  journal = ''
  starts = 0

  constructor(root: ThrowAwayRoot, unitPath: string) {
    const setting = unitSettings(root.outside(unitPath))
    const one = (name: string) => setting(name)[0] ?? ''
    const capabilities = one('AmbientCapabilities').toLowerCase().replace('cap_', '+')
    this.#root = root
    this.#command = [
      `--reuid=${one('User')}`,
      `--regid=${one('Group')}`,
      '--init-groups',
      '--no-new-privs',
      `--bounding-set=-all,${one('CapabilityBoundingSet').toLowerCase().replace('cap_', '+')}`,
      `--inh-caps=${capabilities}`,
      `--ambient-caps=${capabilities}`,
      'env',
      '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `STATE_DIRECTORY=/var/lib/${one('StateDirectory')}`,
      'LANG=C.UTF-8',
      'sh',
      '-c',
      `umask ${one('UMask')}; ulimit -n ${one('LimitNOFILE')}; cd /; exec ${one('ExecStart')}`,
    ]
    this.#start()
  }

  /** `systemctl stop`. */
  async stop(): Promise<void> {
    this.#isWanted = false
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    await this.#root.run('sh', ['-c', 'kill -TERM $(pgrep -u callwright -o -f out/main/engine.js) || true'])
    await gone
  }

  async restart(): Promise<void> {
    await this.stop()
    this.#isWanted = true
    this.#start()
  }

  #start(): void {
    this.starts++
    const child = this.#root.spawn('setpriv', this.#command)
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.journal += text))
    child.on('exit', (code) => {
      if (this.#isWanted && code !== 2) setTimeout(() => this.#start(), 100)
    })
  }
}
