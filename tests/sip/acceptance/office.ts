import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Device, type Document, makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import type { SipRequest } from '../../../src/engine/sip/message/message.ts'
import { company, passwordOf, realm } from '../../harness/design.ts'
import { startTestEngine, type TestEngine } from '../../harness/engine.ts'
import { flow, type NodeSketch } from '../../harness/flow.ts'
import { phoneMedia, type SoftCall, type SoftPhone, startSoftPhone } from '../../harness/soft-phone.ts'
import { until } from '../../harness/until.ts'

/** Support for the acceptance calls: one engine a file, phones of our own on loopback, and a carrier at an address of its own. */
export interface AcceptanceOffice {
  readonly engine: TestEngine
  readonly carrier: SoftPhone
  phone(username: string): SoftPhone
  /** Another one: what a test starts is stopped after the file. */
  start(username: string, options?: { readonly registers?: boolean; readonly host?: string }): Promise<SoftPhone>
  /** The office's own documents with these in their place or beside them. */
  use(documents: readonly Document[], blobs?: readonly Uint8Array[]): Promise<void>
}

export const CARRIER = '127.0.0.2'
const tones = [440, 1_000, 1_300, 600, 770, 1_750, 2_100, 350]

const hz = new Map<string, number>()
/** What that phone says into calls. */
export const toneOf = (username: string): number => hz.get(username) ?? 440

/** For the `describe` at hand: opened before its tests, closed after them, and nobody is in a call between two. */
export function acceptanceOffice(
  usernames: readonly string[],
  own: readonly Document[],
  blobs: readonly Uint8Array[] = [],
): AcceptanceOffice {
  let open: Open | undefined
  const opened = (): Open => {
    if (!open) throw new Error('the office is not open yet')
    return open
  }
  const phones = new Map<string, SoftPhone>()
  const start: AcceptanceOffice['start'] = async (username, options = {}) => {
    hz.set(username, hz.get(username) ?? tones[hz.size % tones.length] ?? 440)
    const { engine, media, all } = opened()
    const phone = await startSoftPhone({
      username,
      enginePort: engine.sipPort,
      speaksHz: toneOf(username),
      media,
      ...options,
    })
    all.push(phone)
    return phone
  }
  const office: AcceptanceOffice = {
    get engine() {
      return opened().engine
    },
    get carrier() {
      return office.phone('carrier')
    },
    phone(username) {
      const phone = phones.get(username)
      if (!phone) throw new Error(`nobody has the phone ${username}`)
      return phone
    },
    start,
    use: async (documents, more = []) => {
      const { address } = office.carrier
      const trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: address, allowedAddresses: [CARRIER] })
      const all = snapshotOf([trunk, ...own, ...documents]).documents()
      await office.engine.activate([...all], [...blobs, ...more])
    },
  }
  beforeAll(async () => {
    open = { engine: await startTestEngine(), media: phoneMedia(), all: [] }
    phones.set('carrier', await start('carrier', { registers: false, host: CARRIER }))
    await office.use([])
    for (const username of usernames) phones.set(username, await start(username))
  })
  afterEach(async () => {
    await everybodyHangsUp(opened().engine)
    for (const phone of opened().all) phone.forgetRings()
  })
  afterAll(async () => {
    for (const phone of open?.all ?? []) await phone.stop()
    await open?.media.close()
    await open?.engine.stop()
  })
  return office
}

interface Open {
  readonly engine: TestEngine
  readonly media: ReturnType<typeof phoneMedia>
  readonly all: SoftPhone[]
}

type Scope = Parameters<TestEngine['control']['state']['write']>[0]['scope']

async function everybodyHangsUp({ control }: TestEngine): Promise<void> {
  for (const { callId } of await control.calls.list()) await control.calls.hangUp({ callId })
  await until('all calls are over', async () => (await control.calls.list()).length === 0)
  const set = (await control.state.read()).filter(
    ({ scope }) => scope === 'user' || scope === 'device' || scope === 'mailbox',
  )
  for (const { scope, id, name } of set) await control.state.write({ scope: scope as Scope, id, name, value: null }) // what was read is what can be written
}

/** `device-1001` with that user name and its password. */
export const device = (username: string, fields: Partial<Device> = {}): Device =>
  makeDocument('device', {
    id: `device-${username}`,
    name: `Phone ${username}`,
    sipUsername: username,
    sipPassword: passwordOf(username),
    ...fields,
  })

/** A number, or several, that one step answers. */
export const oneStep = (
  numbers: string | readonly string[],
  type: string,
  settings: object,
  wires?: NodeSketch['wires'],
) => {
  const all = [numbers].flat()
  return flow(`flow-${all[0]?.replaceAll(/\W/g, 'x')}`, {
    numbers: all,
    nodes: { only: { type, settings: { ...settings }, ...(wires ? { wires } : {}) } },
  })
}

/** Caller IDs of a person or a phone; what is left out is empty. */
export const callerIds = (fields: Partial<Record<'internal' | 'external' | 'emergency', Partial<Shown>>>) => {
  const pair = (shown: Partial<Shown> = {}): Shown => ({ name: '', number: '', ...shown })
  return { internal: pair(fields.internal), external: pair(fields.external), emergency: pair(fields.emergency) }
}

interface Shown {
  readonly name: string
  readonly number: string
}

/** The user part of a Request-URI. */
export const userOf = (uri: string): string => decodeURIComponent(/^sips?:([^@;>]*)@/.exec(uri)?.[1] ?? '')

/** Who a phone or a carrier is told is calling. */
export function shownIn({ headers }: SipRequest): Shown {
  const from = headers.get('From') ?? ''
  const name =
    /^\s*"((?:[^"\\]|\\.)*)"/.exec(from)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? /^([^<]*)</.exec(from)?.[1]?.trim() ?? ''
  return { name, number: userOf(/<([^>]*)>/.exec(from)?.[1] ?? from) }
}

/** Half a second of each other's tone, at least, from here on. */
export async function hearEachOther(
  one: readonly [SoftCall, string],
  other: readonly [SoftCall, string],
): Promise<void> {
  const [oneHz, otherHz] = [toneOf(one[1]), toneOf(other[1])]
  const [before, and] = [one[0].heardMs(otherHz), other[0].heardMs(oneHz)]
  await until(
    `${one[1]} and ${other[1]} hear each other`,
    () => one[0].heardMs(otherHz) >= before + 300 && other[0].heardMs(oneHz) >= and + 300,
  )
}

/** A call that is answered at once. */
export async function talk(
  caller: SoftPhone,
  callee: SoftPhone,
  number: string,
): Promise<readonly [SoftCall, SoftCall]> {
  const [called, calling] = await Promise.all([callee.nextCall(), caller.dial(number)])
  return [calling, called]
}

/** The phone rings no more than it did before, while something else has come to an end. */
export const neverRang = (phone: SoftPhone, before: number): void => expect(phone.rungTimes).toBe(before)

export { company, realm }
