import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'

/** A file system of its own that a test can fill. */
export interface SmallDisk {
  /** An empty folder on it. */
  readonly dataDir: string
  freeBytes(): number
  /** Another program takes all but `leaveBytes`. */
  fill(leaveBytes?: number): void
  /** That program gives it back. */
  makeRoom(): void
}

const BLOCK = Buffer.alloc(4_096, 1)

/** Skips the test, saying why, where nothing may be mounted (only root of a Linux may). Unmounted when the test is over. */
export function smallDisk(test: TestContext, sizeMiB: number): SmallDisk {
  const mountPoint = mkdtempSync(join(tmpdir(), 'callwright-small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', mountPoint], { stdio: 'pipe' })
  } catch (error) {
    rmSync(mountPoint, { recursive: true })
    test.skip(`no small file system can be mounted here: ${String(error).split('\n')[0]}`)
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', mountPoint], { stdio: 'pipe' })
    rmSync(mountPoint, { recursive: true })
  })
  const ballast = join(mountPoint, 'ballast')
  const dataDir = join(mountPoint, 'data')
  mkdirSync(dataDir)
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(mountPoint)
    return bavail * bsize
  }
  return {
    dataDir,
    freeBytes,
    fill(leaveBytes = 0) {
      const file = openSync(ballast, 'a')
      try {
        while (freeBytes() - BLOCK.length >= leaveBytes) writeSync(file, BLOCK)
      } catch (error) {
        if (leaveBytes > 0 || !String(error).includes('ENOSPC')) throw error // the engine may have been quicker
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rmSync(ballast, { force: true }),
  }
}
