import { readdirSync, readFileSync } from 'node:fs'

/** Files and sockets this process has open, and how many it may have; nothing where the system does not say (only Linux does). */
export function descriptorCounts(): { readonly openDescriptors?: number; readonly descriptorLimit?: number } {
  try {
    const openDescriptors = readdirSync('/proc/self/fd').length - 1 // one is for this very reading
    const limit = /^Max open files\s+([0-9]+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return { openDescriptors, ...(limit === undefined ? {} : { descriptorLimit: Number(limit) }) }
  } catch {
    return {}
  }
}
