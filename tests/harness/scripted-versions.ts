import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause } from './until.ts'

/** How a version behaves once it was installed: it answers, runs without answering, or ends at once. All of them migrate engine.db first. */
export type Behaviour = 'answers' | 'silent' | 'ends'

const packaging = join(import.meta.dirname, '..', '..', 'packaging')

/**
 * A root as an installed package has it, with versions that are little programs: what is tried here is the start command and the maintainer scripts,
 * which are the packaged ones. `engine.db` is text, its first line the version of its format.
 */
export class VersionedRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'callwright-versions-'))
  readonly #shims = join(this.path, 'shims')
  #running: ChildProcess | undefined

  /** Anew, or as another one is; that one does not run. */
  constructor(like?: VersionedRoot) {
    if (like) {
      cpSync(like.path, this.path, { recursive: true })
      return
    }
    for (const folder of ['usr/bin', 'usr/lib/callwright-engine', 'etc/callwright', 'var/lib/callwright', 'shims'])
      mkdirSync(join(this.path, folder), { recursive: true })
    cpSync(join(packaging, 'callwright-engine'), this.file('usr/bin/callwright-engine'))
    writeFileSync(this.file('etc/callwright/engine.conf'), `data = ${this.data}\n`)
    for (const name of ['getent', 'chown']) this.#shim(name, 'exit 0')
    for (const name of ['mv', 'cp', 'rm', 'mkdir', 'sync']) this.#shim(name, cutting(name))
  }

  get data(): string {
    return this.file('var/lib/callwright')
  }

  file(name: string): string {
    return join(this.path, name)
  }

  lines(name: string): string[] {
    return existsSync(this.file(name)) ? readFileSync(this.file(name), 'utf8').trimEnd().split('\n') : []
  }

  /** As if it had been started and had answered. */
  settle(version: string): void {
    mkdirSync(this.file('var/lib/callwright/upgrade'), { recursive: true })
    writeFileSync(this.file('var/lib/callwright/upgrade/good'), `${version}\n`)
    writeFileSync(this.file('var/lib/callwright/engine.db'), `${version.split('.')[1]}\nrow of ${version}\n`)
  }

  /** As dpkg does it: preinst, the files of the new version, without those of the one before, postinst. The power may go `cutAt` a step. */
  install(version: string, behaviour: Behaviour, cutAt = 0): boolean {
    const before = this.lines('usr/lib/callwright-engine/wanted')[0]
    this.#steps(cutAt)
    if (!this.#maintain('preinst', ['upgrade', before ?? ''], version)) return false
    this.#unpack(version, behaviour)
    if (before !== undefined && before !== version)
      rmSync(this.file(`usr/lib/callwright-engine/versions/${before}`), { recursive: true, force: true })
    return this.#maintain('postinst', ['configure', before ?? ''], version)
  }

  /** Starts it as often as it ends, as the unit does, until a version has answered for good. False: the power went. */
  async runUntilSettled(cutAt = 0): Promise<boolean> {
    this.#steps(cutAt)
    for (let start = 0; start < 12; start++) {
      const ended = await this.#startOnce()
      if (ended === 'cut') return false
      if (ended === 'settled') return true
    }
    throw new Error(`no version settled; the start command said:\n${this.said}`)
  }

  /** How long a version on trial has. */
  healthSeconds = 20
  /** What the start command said. */
  said = ''

  tryAgain(): void {
    spawnSync(this.file('usr/bin/callwright-engine'), ['try-again'], { env: this.#environment })
  }

  /** Steps that could be the last one, counted since the power was last on. */
  get stepsTaken(): number {
    return Number(this.lines('shims/count')[0])
  }

  /** The version that answers; undefined when none does. */
  get answering(): string | undefined {
    return this.#health() ? this.lines('var/lib/callwright/up')[0] : undefined
  }

  async stop(): Promise<void> {
    const child = this.#running
    this.#running = undefined
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise((done) => child.once('exit', done))
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It is over.
    }
    await exited
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 })
  }

  async #startOnce(): Promise<'cut' | 'ended' | 'settled'> {
    await this.stop()
    rmSync(this.file('shims/cut'), { force: true })
    const child = spawn(this.file('usr/bin/callwright-engine'), ['run'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...this.#environment,
        CALLWRIGHT_HEALTH_SECONDS: String(this.healthSeconds),
        CALLWRIGHT_HEALTH_POLL: '0.1',
      },
    })
    this.#running = child
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.said += text))
    const isOver = () => child.exitCode !== null || child.signalCode !== null
    while (!isOver() && !this.#isSettled()) await pause(20)
    // What comes after it is settled may be where the power goes.
    if (!isOver()) for (let round = 0; round < 15 && !isOver() && !this.#isTidy(); round++) await pause(20)
    if (existsSync(this.file('shims/cut'))) return 'cut'
    return isOver() ? 'ended' : 'settled'
  }

  /** The good version runs, or the one that came back. */
  #isSettled(): boolean {
    const [good] = this.lines('var/lib/callwright/upgrade/good')
    return good !== undefined && this.lines('var/lib/callwright/up')[0] === good && this.#health()
  }

  #isTidy(): boolean {
    const folder = this.file('var/lib/callwright/upgrade')
    return readdirSync(folder).every((name) => ['good', 'refused', 'tries'].includes(name)) && this.#triesAreOver()
  }

  #triesAreOver(): boolean {
    return (
      !existsSync(this.file('var/lib/callwright/upgrade/tries')) ||
      this.lines('var/lib/callwright/upgrade/refused').length > 0
    )
  }

  #health(): boolean {
    const [, pid] = this.lines('var/lib/callwright/up')
    try {
      return pid !== undefined && process.kill(Number(pid), 0)
    } catch {
      return false
    }
  }

  #unpack(version: string, behaviour: Behaviour): void {
    const folder = this.file(`usr/lib/callwright-engine/versions/${version}`)
    mkdirSync(join(folder, 'bin'), { recursive: true })
    writeFileSync(join(folder, 'bin', 'node'), program(version, behaviour))
    chmodSync(join(folder, 'bin', 'node'), 0o755)
  }

  #maintain(script: string, args: readonly string[], version: string): boolean {
    const text = readFileSync(join(packaging, 'debian', script), 'utf8').replaceAll('@VERSION@', version)
    const { status, signal, stderr } = spawnSync('setsid', ['--wait', 'sh', '-c', text, script, ...args], {
      env: { ...this.#environment, DPKG_ROOT: this.path },
      encoding: 'utf8',
    })
    if (existsSync(this.file('shims/cut'))) return false
    if (status !== 0) throw new Error(`${script} ended with ${status ?? signal}: ${stderr}`)
    return true
  }

  get #environment() {
    return { PATH: `${this.#shims}:${process.env['PATH'] ?? ''}`, SHIMS: this.#shims, DPKG_ROOT: this.path }
  }

  #steps(cutAt: number): void {
    writeFileSync(join(this.#shims, 'count'), '0\n')
    writeFileSync(join(this.#shims, 'cut-at'), `${cutAt}\n`)
    rmSync(this.file('shims/cut'), { force: true })
  }

  #shim(name: string, body: string): void {
    writeFileSync(join(this.#shims, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(this.#shims, name), 0o755)
  }
}

/** The command itself, or the end of everything in its process group before it; a copy gets half as far. */
const cutting = (name: string) => `read -r count < "$SHIMS/count"
read -r at < "$SHIMS/cut-at"
count=$((count + 1))
echo "$count" > "$SHIMS/count"
if [ "$count" = "$at" ]; then
  : > "$SHIMS/cut"
  ${name === 'cp' ? 'for last; do :; done; if [ -d "$last" ]; then last=$last/engine.db; fi; case $* in *-al*) ;; *) echo hal > "$last" ;; esac' : ''}
  kill -KILL 0
fi
PATH=\${PATH#*:}
exec ${name} "$@"`

const program = (version: string, behaviour: Behaviour) => `#!/bin/sh
data=$DPKG_ROOT/var/lib/callwright
shift
own=${version.split('.')[1]}
format() { read -r format < "$data/engine.db" || format=0; echo "$format"; }
case $1 in
  health)
    { read -r up; read -r pid; } < "$data/up"
    for expected; do :; done
    [ "$up" = "$expected" ] && kill -0 "$pid"
    ;;
  fits)
    [ "$(format)" -le "$own" ]
    ;;
  --config)
    if [ ! -e "$data/engine.db" ]; then echo "$own" > "$data/engine.db"; fi
    [ "$(format)" -le "$own" ] || exit 1
    sed -i "1s/.*/$own/" "$data/engine.db"
    echo "row of ${version}" >> "$data/engine.db"
    ${behaviour === 'ends' ? 'exit 1' : ''}
    ${behaviour === 'answers' ? `printf '%s\\n' ${version} $$ > "$data/up"` : ''}
    exec sleep 600
    ;;
esac
`
