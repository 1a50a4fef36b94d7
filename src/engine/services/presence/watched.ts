import type { Callflow, Device, FlowNode, Mailbox, User } from '../../../callflow/design/document.ts'
import type { DocumentId } from '../../../callflow/design/kind.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { callerAtDevice } from '../../../callflow/numbering/caller-at-device.ts'
import { mayEnter, mayRing } from '../../../callflow/numbering/closed-groups.ts'
import { isLitByStep, isSlot, personCalled } from '../../../callflow/numbering/lamp-address.ts'
import { lookupInternal } from '../../../callflow/numbering/lookup.ts'
import { settingsOf } from '../../../callflow/run/compile.ts'
import { mailboxByNumber } from '../../../callflow/scripts/mailbox/log-in.ts'
import { boxesOf, listenersOf } from '../message-summary.ts'
import { type LampDialog, type LampSources, keys, type Looked, type Watched } from './lamp.ts'
import { manualKey } from './manual-presence.ts'
import { lampOfPerson } from './person-lamp.ts'
import { lampOfGroup, lampOfMenu, lampOfQueue, lampOfRoom, type Step } from './step-lamp.ts'
import { type ReadState, switchLamps, textIn } from './switch-lamps.ts'

/** Longest address that is looked at. */
const MAX_ADDRESS = 64

export interface WatchAbout {
  readonly design: DesignSnapshot
  readonly watcher: Device
  readonly read: ReadState
  readonly wallMs: number
}

/**
 * What an address of ours stands for: a number or feature code by the callflow that answers it, an extension or SIP user name, a presence id that some
 * step lights, a parking slot. Everybody in the house may watch the phones of whom they may call, slots and switches; messages only whoever may
 * hear them.
 */
export function watchedAt(about: WatchAbout, address: string): Looked {
  if (address === '' || address.length > MAX_ADDRESS) return 'unknown'
  const found = lookAt(about, address)
  if (found === 'forbidden') return found
  const isManual = found === 'unknown' && isLitByStep(about.design, address)
  if (found === 'unknown' && !isManual && about.read(manualKey(address)) === undefined) return 'unknown'
  return withManual(found === 'unknown' ? nothing : found, address)
}

/** Any of it may also be lit by a step (B1 "manual presence"). */
function withManual(watched: Watched, address: string): Watched {
  const key = manualKey(address)
  return {
    ...watched,
    keys: [...watched.keys, keys.state(key)],
    dialogs(sources) {
      const set = sources.read(key)
      const manual: LampDialog[] =
        set === 'ringing' || set === 'busy'
          ? [{ id: `manual-${address}`, state: set === 'busy' ? 'confirmed' : 'early', direction: 'recipient' }]
          : []
      return [...watched.dialogs(sources), ...manual]
    },
  }
}

const nothing: Watched = { keys: [], mailboxIds: [], dialogs: () => [] }

function lookAt(about: WatchAbout, address: string): Looked {
  const { design } = about
  const match = lookupInternal(design, address)
  const flow = design.find('callflow', match?.callflowId)
  if (flow) {
    if (!mayEnter(design, watcherOf(about), flow.id)) return 'forbidden'
    const answered = lampOfFlow(about, flow, match?.captures[0] ?? '')
    if (answered !== undefined) return answered
  }
  const person = personCalled(design, address)
  if (person) return lampOfCalled(about, person)
  if (flow) return nothing
  return isSlot(design, address) ? lampOfSlot(address) : 'unknown'
}

function lampOfFlow(about: WatchAbout, flow: Callflow, captured: string): Looked | undefined {
  const entry = nodeOf(flow, flow.entry)
  if (!entry) return undefined
  const settings = settingsIn(entry)
  const switched = switchLamps[entry.type]?.({ ...about, settings })
  if (switched) return lampOfSwitch(flow.id, switched)
  const special = stepLamps[entry.type]
  if (special) return special(about, settings, captured)
  return lampOfRinging(about, flow)
}

const stepLamps: Readonly<
  Record<string, (about: WatchAbout, settings: Readonly<Record<string, unknown>>, captured: string) => Looked>
> = {
  park: (_, settings, captured) => lampOfSlot(textIn(settings, 'slot') || captured),
  retrieve: (_, settings, captured) => lampOfSlot(textIn(settings, 'slot') || captured),
  valet: () => lampOfSlot(''),
  voicemail: (about, settings, captured) =>
    lampOfBox(
      about,
      about.design.find('mailbox', textIn(settings, 'mailboxId')) ?? mailboxByNumber(about.design, captured),
    ),
  'direct-to-voicemail': (about, _, captured) => lampOfBox(about, mailboxByNumber(about.design, captured)),
  'check-voicemail': (about, _, captured) =>
    captured === '' ? lampOfOwnBoxes(about) : lampOfBox(about, mailboxByNumber(about.design, captured)),
  'group-pickup': (about, settings, captured) => lampBehindCode(about, settings, captured),
  intercom: (about, settings, captured) => lampBehindCode(about, settings, captured),
}

/** A code and an extension behind it: whoever is at that extension. */
function lampBehindCode(about: WatchAbout, settings: Readonly<Record<string, unknown>>, captured: string): Looked {
  const target = about.design.get(textIn(settings, 'targetId'))
  if (target?.kind === 'user' || target?.kind === 'device') return lampOfCalled(about, target)
  const flow = about.design.find('callflow', lookupInternal(about.design, captured)?.callflowId)
  if (flow && !mayEnter(about.design, watcherOf(about), flow.id)) return 'forbidden'
  const ringing = flow && lampOfRinging(about, flow)
  if (ringing) return ringing
  const person = personCalled(about.design, captured)
  return person ? lampOfCalled(about, person) : nothing
}

const watcherOf = ({ design, watcher, read }: WatchAbout) => callerAtDevice(design, watcher, read)

/** Closed groups (A0): whom one may not ring, one may not watch. */
function lampOfCalled(about: WatchAbout, whose: User | Device): Looked {
  const whom = new Set([whose.id, ...(whose.kind === 'device' && whose.ownerId !== null ? [whose.ownerId] : [])])
  return mayRing(about.design, watcherOf(about), () => whom) ? lampOfPerson(about, whose) : 'forbidden'
}

/** Steps that may stand before the one that rings. */
const MOST_STEPS = 8

/** The first on its way, by `_`, that is somebody, or where calls are: a menu, a group, a queue, a conference room. */
function lampOfRinging(about: WatchAbout, flow: Callflow): Watched | undefined {
  let node = nodeOf(flow, flow.entry)
  for (let step = 0; node && step < MOST_STEPS; step++) {
    const { type, id } = node
    const lamp = node.disabled
      ? undefined
      : lampsOnTheWay[type]?.(about, settingsIn(node), { callflowId: flow.id, nodeId: id })
    if (lamp) return lamp
    node = nodeOf(flow, flow.wires.find(({ from, branch }) => from === id && branch === '_')?.to)
  }
  return undefined
}

const lampsOnTheWay: Readonly<
  Record<string, (about: WatchAbout, settings: Readonly<Record<string, unknown>>, step: Step) => Watched | undefined>
> = {
  user: (about, settings) => lampOfNamed(about, about.design.find('user', textIn(settings, 'userId'))),
  device: (about, settings) => lampOfNamed(about, about.design.find('device', textIn(settings, 'deviceId'))),
  'ring-group': (_about, _settings, step) => lampOfGroup(step),
  menu: (_about, _settings, step) => lampOfMenu(step),
  queue: (_about, _settings, step) => lampOfQueue(step),
  conference: (_, settings) => lampOfRoom(textIn(settings, 'conferenceId')),
}

const lampOfNamed = (about: WatchAbout, whose: User | Device | undefined) => whose && lampOfPerson(about, whose)

function lampOfSlot(slot: string): Watched {
  return {
    keys: [keys.slot(slot)],
    mailboxIds: [],
    dialogs(sources: LampSources) {
      const parked = sources.parked(slot)
      return parked ? [{ id: `slot-${slot}`, state: 'confirmed', direction: 'recipient', remote: parked }] : []
    },
  }
}

function lampOfSwitch(id: DocumentId, { isOn, ...when }: ReturnType<(typeof switchLamps)[string]> & object): Watched {
  const lit: readonly LampDialog[] = [{ id: `switch-${id}`, state: 'confirmed', direction: 'recipient' }]
  return { ...when, mailboxIds: [], dialogs: () => (isOn ? lit : []) }
}

/** Lit while messages wait. */
function lampOfBoxes(boxes: readonly Mailbox[]): Watched {
  const mailboxIds = boxes.map(({ id }) => id)
  return {
    keys: mailboxIds.map(keys.mailbox),
    mailboxIds,
    dialogs: ({ counts }) =>
      mailboxIds.flatMap((id) =>
        counts(id).newMessages > 0 ? [{ id: `box-${id}`, state: 'confirmed', direction: 'recipient' } as const] : [],
      ),
  }
}

const lampOfOwnBoxes = ({ design, watcher }: WatchAbout): Watched =>
  lampOfBoxes(watcher.ownerId === null ? [] : boxesOf(design, watcher.ownerId))

function lampOfBox({ watcher }: WatchAbout, box: Mailbox | undefined): Looked {
  if (!box) return 'unknown'
  return watcher.ownerId !== null && listenersOf(box).includes(watcher.ownerId) ? lampOfBoxes([box]) : 'forbidden'
}

/** A phone's own boxes, or one that its owner may hear, asked for by the event of RFC 3842. */
export function boxesAt(about: WatchAbout, address: string): Looked {
  const { design, watcher } = about
  const byNumber = mailboxByNumber(design, address)
  if (address === watcher.sipUsername) return lampOfOwnBoxes(about)
  const found = watchedAt(about, address)
  if (found === 'forbidden') return found
  if (found === 'unknown') return byNumber ? lampOfBox(about, byNumber) : found
  if (found.person === undefined)
    return found.mailboxIds.length > 0 ? found : byNumber ? lampOfBox(about, byNumber) : 'forbidden'
  const isOwn =
    watcher.ownerId === null ? found.person.deviceIds.includes(watcher.id) : found.person.userId === watcher.ownerId
  return isOwn ? lampOfOwnBoxes(about) : 'forbidden'
}

/** What a phone's own list is called: its lamps, as the design has them. */
export const LIST = 'lamps'

export function ownLamps(about: WatchAbout): Watched {
  const members = about.watcher.lamps.map((address) => ({ address, looked: watchedAt(about, address) }))
  const watched = members.flatMap(({ looked }) => (typeof looked === 'string' ? [] : [looked]))
  const changes = watched.flatMap(({ changesInMs }) => changesInMs ?? [])
  return {
    members,
    keys: [...new Set(watched.flatMap((each) => each.keys))],
    mailboxIds: [],
    dialogs: () => [],
    ...(changes.length > 0 ? { changesInMs: Math.min(...changes) } : {}),
  }
}

const nodeOf = ({ nodes }: Callflow, id: string | null | undefined): FlowNode | undefined =>
  id !== null && id !== undefined && Object.hasOwn(nodes, id) ? nodes[id] : undefined

function settingsIn(node: FlowNode): Readonly<Record<string, unknown>> {
  const parsed = settingsOf(node)
  return parsed.ok && typeof parsed.value === 'object' && parsed.value !== null ? { ...parsed.value } : {}
}
