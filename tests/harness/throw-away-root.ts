import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * This machine's own root with whatever is changed in it kept apart, in namespaces of its own: mounts, processes, and a network that has nothing but
 * loopback, so that the ports of a telephone system are free. Nothing outside changes; all of it is gone afterwards.
 */
export interface ThrowAwayRoot {
  /** Runs a command in it as root. Rejects when it ends with anything but 0, with what it said. */
  run(command: string, args?: readonly string[]): Promise<string>
  /** The same, without waiting for its end. */
  spawn(command: string, args: readonly string[]): ChildProcess
  /** A path in it as it is seen from outside. */
  outside(path: string): string
  remove(): void
}

/** Why there can be none here; undefined when there can. */
export function whyNoThrowAwayRoot(): string | undefined {
  if (process.platform !== 'linux') return 'needs overlayfs: Linux'
  if (process.getuid?.() !== 0) return 'needs to mount an overlay: run as root'
  for (const program of ['dpkg-deb', 'dpkg', 'adduser', 'setpriv', 'nsenter', 'unshare', 'ip'])
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `needs ${program}`
  const work = mkdtempSync(join(tmpdir(), 'callwright-overlay-'))
  const tried = spawnSync('unshare', ['--mount', '--pid', '--net', '--fork', 'sh', '-c', mounting(work, 'true')], {
    encoding: 'utf8',
  })
  rmSync(work, { recursive: true, force: true })
  return tried.status === 0 ? undefined : `needs to mount an overlay: ${tried.stderr.trim()}`
}

export async function throwAwayRoot(): Promise<ThrowAwayRoot> {
  const work = mkdtempSync(join(tmpdir(), 'callwright-overlay-'))
  // The holder is the first process of the namespaces: they end with it, and so does everything that runs in them.
  const holder = spawn(
    'unshare',
    [
      '--mount',
      '--pid',
      '--net',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      mounting(work, 'echo $$; ip link set lo up; echo up; while :; do sleep 3600 & wait; done'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  for await (const text of holder.stdout.setEncoding('utf8')) {
    said += String(text)
    if (said.includes('up')) break
  }
  // Seen from here; in there it is 1.
  const inside = spawnSync('pgrep', ['-P', String(holder.pid)], { encoding: 'utf8' }).stdout.trim()
  const entering = ['--target', inside, '--mount', '--pid', '--net', 'chroot', join(work, 'root')]
  const clean = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LC_ALL: 'C.UTF-8',
  }
  const enter = (command: string, args: readonly string[]) =>
    spawn('nsenter', [...entering, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: clean })
  return {
    spawn: enter,
    async run(command, args = []) {
      const child = enter(command, args)
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text))
      const [code] = await once(child, 'close')
      if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output}`)
      return output
    },
    outside: (path) => `/proc/${inside}/root${join(work, 'root', path)}`,
    remove() {
      holder.kill('SIGKILL')
      rmSync(work, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const mounting = (work: string, then: string) => {
  for (const name of ['upper', 'work', 'root']) mkdirSync(join(work, name), { recursive: true })
  return `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs ${work}
mkdir ${work}/upper ${work}/work ${work}/root
mount -t overlay overlay -o lowerdir=/,upperdir=${work}/upper,workdir=${work}/work ${work}/root
mount -t proc proc ${work}/root/proc
mount --rbind /dev ${work}/root/dev
mount -t tmpfs tmpfs ${work}/root/run
${then}`
}
