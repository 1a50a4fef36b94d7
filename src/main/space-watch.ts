import type { DesignInfo } from './api/contract.ts'

/**
 * To be called now and then: tells when the space left on the disk of the open design became worth saying, changed by a megabyte, or is enough again.
 * Others fill the disk too; changes of the design bring the same with them.
 */
export function spaceWatch(info: () => DesignInfo, onChange: (info: DesignInfo) => void): () => void {
  let last = megabytesLeft(info())
  return () => {
    const now = info()
    const left = megabytesLeft(now)
    if (left === last) return
    last = left
    onChange(now)
  }
}

const megabytesLeft = ({ freeBytes }: DesignInfo) =>
  freeBytes === undefined ? undefined : Math.round(freeBytes / 1_000_000)
