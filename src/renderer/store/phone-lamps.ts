import type { LiveCall } from './live-events.ts'

/** Do not disturb and forwarding as they were switched by phone: by scope, id and name. */
export type Switches = ReadonlyMap<string, string | number | boolean>

export const switchKey = ({
  scope,
  id,
  name,
}: {
  readonly scope: string
  readonly id: string
  readonly name: string
}) => `${scope} ${id} ${name}`

export const isShownSwitch = ({ name }: { readonly name: string }) => name === 'do-not-disturb' || name === 'forward-to'

export interface Whose {
  readonly kind: 'user' | 'device'
  readonly id: string
  /** As the document has it. */
  readonly doNotDisturb: boolean
}

/** What somebody's phones do now, the most pressing of it. */
export type PhoneLamp = 'ringing' | 'calling' | 'talking' | 'on-hold' | 'quiet' | 'free'

/** What lamps of desk phones show too: any phone of theirs, or whichever they sit at. */
export function phoneLampOf(
  whose: Whose,
  { calls, switches }: { readonly calls: ReadonlyMap<string, LiveCall>; readonly switches: Switches },
): PhoneLamp {
  const mine = [...calls.values()].flatMap(({ phones }) =>
    phones.filter(({ deviceId, userId }) => (whose.kind === 'user' ? userId : deviceId) === whose.id),
  )
  if (mine.some(({ state, direction }) => state === 'early' && direction === 'recipient')) return 'ringing'
  const talks = mine.filter(({ state }) => state === 'confirmed')
  if (talks.some(({ isHeld }) => !isHeld)) return 'talking'
  if (talks.length > 0) return 'on-hold'
  if (mine.length > 0) return 'calling'
  const switched = switches.get(switchKey({ scope: whose.kind, id: whose.id, name: 'do-not-disturb' }))
  return (typeof switched === 'boolean' ? switched : whose.doNotDisturb) ? 'quiet' : 'free'
}
