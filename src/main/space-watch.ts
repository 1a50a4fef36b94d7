import type { DesignInfo } from './api/contract.ts'

/**
 * Looks now and then how full the disk of the open design is, since others fill it too, and tells when that became worth saying, changed by a megabyte,
 * or is over. Changes of the design bring the same with them.
 */
export function watchSpace(
  info: () => DesignInfo,
  onChange: (info: DesignInfo) => void,
  everyMs = EVERY_MS,
): { stop(): void } {
  const said = (design: DesignInfo) =>
    design.freeBytes === undefined ? undefined : Math.round(design.freeBytes / 1_000_000)
  let last = said(info())
  const timer = setInterval(() => {
    const now = info()
    if (said(now) === last) return
    last = said(now)
    onChange(now)
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

const EVERY_MS = 10_000
