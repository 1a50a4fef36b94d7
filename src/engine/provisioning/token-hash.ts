import { createHash } from 'node:crypto'
import { designIndex } from '../../callflow/design/design-index.ts'
import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/**
 * The phone that is told this secret in its address. It is looked for by its hash: how long that takes says nothing about how much of a guess was right.
 */
export const deviceByToken = (design: DesignSnapshot | undefined, token: string): Device | undefined => {
  const hash = hashOf(token)
  return design && byHash(design).get(hash)
}

const byHash = designIndex(function* (design) {
  const devices = new Map<string, Device>()
  for (const device of design.list('device')) {
    yield
    const { provisioning, provisioningTokenHash: hash, enabled, ownerId } = device
    const isInService = enabled && design.find('user', ownerId)?.enabled !== false
    if (provisioning && isInService && !devices.has(hash)) devices.set(hash, device)
  }
  return devices
})
