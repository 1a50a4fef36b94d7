import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own in memory, so small that a test can fill it. */
export interface SmallDisk {
  readonly path: string
  file(name: string): string
  /** Another program takes all but `leaveBytes`; by default there is not one left. */
  fill(leaveBytes?: number): void
  /** Gives back what `fill` took. */
  makeSpace(): void
  freeBytes(): number
  unmount(): void
}

/** Why there can be none here; undefined when there can. Only root may mount, and not in every container. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'needs tmpfs: Linux'
  if (process.getuid?.() !== 0) return 'needs to mount a tmpfs: run as root'
  const disk = mount(1)
  if (typeof disk === 'string') return `needs to mount a tmpfs: ${disk}`
  disk.unmount()
  return undefined
}

export function smallDisk(megabytes: number): SmallDisk {
  const disk = mount(megabytes)
  if (typeof disk === 'string') throw new Error(disk)
  return disk
}

function mount(megabytes: number): SmallDisk | string {
  const path = mkdtempSync(join(tmpdir(), 'callwright-small-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { encoding: 'utf8' })
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true, force: true })
    return (mounted.error?.message ?? mounted.stderr).trim()
  }
  const filler = join(path, '.filler')
  const free = () => {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  }
  return {
    path,
    file: (name) => join(path, name),
    fill(leaveBytes = 0) {
      const file = openSync(filler, 'a')
      try {
        for (let left = free() - leaveBytes; left > 0; left = free() - leaveBytes)
          writeSync(file, Buffer.alloc(Math.min(left, 4_096), 1))
      } catch (error) {
        if (Reflect.get(Object(error), 'code') !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    makeSpace: () => rmSync(filler, { force: true }),
    freeBytes: free,
    unmount() {
      spawnSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
