import { designIndex } from '../design/design-index.ts'
import type { Device, User } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { settingsOf } from '../run/compile.ts'
import { deviceByUsername } from './device-by-username.ts'
import { lookupInternal } from './lookup.ts'

/**
 * Whether something answers to what a lamp key watches: a callflow by its number or pattern, an extension, the SIP user name of a phone, a presence id that
 * some step lights, a parking slot. What it shows is the engine's to say.
 */
export function isLampAnswered(design: DesignSnapshot, address: string): boolean {
  return (
    design.find('callflow', lookupInternal(design, address)?.callflowId) !== undefined ||
    personCalled(design, address) !== undefined ||
    isSlot(design, address) ||
    isLitByStep(design, address)
  )
}

/** By extension, which is a person's presence id too, or by the SIP user name of a phone. */
export function personCalled(design: DesignSnapshot, address: string): User | Device | undefined {
  const device = deviceByUsername(design, address)
  return usersByExtension(design).get(address) ?? design.find('user', device?.ownerId) ?? device
}

/** One of those that are given to calls without a wish, where the design parks calls. */
export const isSlot = (design: DesignSnapshot, address: string): boolean =>
  litNames(design).hasParking && isNumberedSlot(address)

/** B1 "Manual presence". */
export const isLitByStep = (design: DesignSnapshot, address: string): boolean =>
  litNames(design).presenceIds.has(address)

export const FIRST_SLOT = 101
export const MOST_SLOTS = 1_000

const isNumberedSlot = (slot: string): boolean =>
  /^[1-9][0-9]{2,3}$/.test(slot) && Number(slot) >= FIRST_SLOT && Number(slot) < FIRST_SLOT + MOST_SLOTS

const usersByExtension = designIndex(function* (design) {
  const users = new Map<string, User>()
  for (const user of design.list('user')) {
    yield
    if (user.extension !== '' && !users.has(user.extension)) users.set(user.extension, user)
  }
  return users
})

/** What steps of a design light that has no number. */
const litNames = designIndex(function* (design) {
  const presenceIds = new Set<string>()
  let hasParking = false
  for (const { nodes } of design.list('callflow')) {
    yield
    for (const node of Object.values(nodes)) {
      if (node.type === 'park' || node.type === 'valet') hasParking = true
      if (node.type === 'manual-presence') presenceIds.add(presenceIdOf(settingsOf(node)))
    }
  }
  return { presenceIds, hasParking }
})

function presenceIdOf(parsed: ReturnType<typeof settingsOf>): string {
  const value: unknown = parsed.ok ? parsed.value : undefined
  if (typeof value !== 'object' || value === null || !('presenceId' in value)) return ''
  return typeof value.presenceId === 'string' ? value.presenceId : ''
}
