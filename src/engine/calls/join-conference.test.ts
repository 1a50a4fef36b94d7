import { existsSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Conference, type Document, makeDocument } from '../../callflow/design/document.ts'
import { drawFlow } from '../../callflow/rehearse/small-design.ts'
import type { OutgoingSession } from '../sip/user-agent.ts'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import { CallBed } from './testing/call-bed.ts'
import { passwordOf, type SimParty } from './testing/sim-party.ts'
import { refer } from './testing/referring.ts'

const extensions = ['1001', '1002', '1003', '1004'] as const
type Extension = (typeof extensions)[number]

const conference = (id: string, fields: Partial<Conference> = {}) =>
  makeDocument('conference', { id, name: id, memberJoinMuted: false, ...fields })
/** Leads into the room, and from there to a step that waits for ever. */
const toRoom = (id: string, number: string) =>
  drawFlow({
    id: `to-${id}`,
    numbers: [number],
    nodes: { conference: { conferenceId: id }, sleep: { durationSec: 3_600 } },
    wires: ['conference _ sleep'],
  })

const office: readonly Document[] = [
  ...extensions.map((id) => makeDocument('user', { id: `user-${id}`, name: `Person ${id}`, extension: id })),
  ...extensions.map((id) =>
    makeDocument('device', {
      id,
      name: id,
      ownerId: `user-${id}`,
      sipUsername: id,
      sipPassword: passwordOf(id),
      callsAtOnce: 100,
    }),
  ),
  ...extensions.map((id) =>
    drawFlow({ id: `flow-${id}`, numbers: [id], nodes: { device: { deviceId: id, timeoutSec: 20 } } }),
  ),
  toRoom('room', '3000'),
  toRoom('other', '3001'),
  conference('other'),
  drawFlow({
    id: 'to-both',
    numbers: ['3002'],
    nodes: { 'conference:first': { conferenceId: 'room' }, 'conference:second': { conferenceId: 'other' } },
    wires: ['conference:first _ conference:second'],
  }),
  drawFlow({ id: 'service', numbers: ['3999'], nodes: { 'conference-service': {} } }),
]

interface Scene {
  readonly bed: CallBed
  readonly phones: Readonly<Record<Extension, SimParty>>
}

async function scene(room: Partial<Conference> = {}): Promise<Scene> {
  const bed = await new CallBed([...office, conference('room', room)], 200).start()
  onTestFinished(() => bed.close())
  const phones = Object.fromEntries(
    await Promise.all(extensions.map(async (id, at) => [id, await bed.party(`192.0.2.${11 + at}`, id)] as const)),
  ) as Record<Extension, SimParty> // every extension is in it
  return { bed, phones }
}

/** Answered, and all that is said on the way in is said. */
async function into({ bed }: Scene, from: SimParty, number = '3000', keys = '') {
  const call = from.call(number)
  await bed.clock.advance(2_000)
  await press({ bed }, call.session, keys)
  await bed.clock.advance(6_000)
  expect(call.told).toEqual(['answered'])
  return call
}

async function press({ bed }: Pick<Scene, 'bed'>, session: OutgoingSession, keys: string): Promise<void> {
  for (const key of keys) {
    session.info({ contentType: 'application/dtmf-relay', content: `Signal=${key}\r\nDuration=100\r\n` })
    await bed.clock.advance(500)
  }
}

const roomOf = ({ bed }: Scene, id = 'room') => bed.conferences.list().find((each) => each.conferenceId === id)
const names = (scene: Scene, id?: string) => roomOf(scene, id)?.parties.map(({ number }) => number)
const mixer = ({ bed }: Scene, at = 0) => {
  const found = bed.media.mixers[at]
  if (!found) throw new Error('no room was opened')
  return found
}
const mixed = (scene: Scene, at = 0) => Object.fromEntries(mixer(scene, at).mixed)
const heard = { isMuted: false, isDeaf: false }
const callIdOf = (scene: Scene, number: string) =>
  roomOf(scene)?.parties.find((each) => each.number === number)?.callId ?? ''
const isIn = ({ bed }: Scene, nodeId: string) => bed.switchboard.list().map((call) => call.nodeId === nodeId)

/** Everybody hangs up and nothing is held. */
async function expectNothingHeld(scene: Scene): Promise<void> {
  const { bed } = scene
  bed.switchboard.close()
  await bed.clock.advance(100_000)
  expect([bed.switchboard.size, bed.media.openStreams, bed.errors, bed.conferences.list()]).toEqual([0, 0, [], []])
  expect(bed.media.mixers.filter(({ isClosed }) => !isClosed)).toEqual([])
  expect(bed.media.looping.size).toBe(0)
}

describe('a conference room on live calls', () => {
  it('mixes who is in it, plays a tone when one comes and goes, and music to one who is alone', async () => {
    const office = await scene()
    const { bed, phones } = office
    const [tone] = [[{ kind: 'tone', frequenciesHz: [1_000], onMs: 400, offMs: 0, repeats: 1 }]]
    await into(office, phones[1001])
    expect(mixed(office)).toEqual({})
    expect([...bed.media.looping]).toEqual(['silent-1'])
    const second = await into(office, phones[1002])
    const third = await into(office, phones[1003])
    expect(bed.media.mixers).toHaveLength(1)
    expect(mixed(office)).toEqual({ 'silent-1': heard, 'silent-2': heard, 'silent-3': heard })
    expect(bed.media.looping.size).toBe(0)
    expect(mixer(office).played).toEqual([tone, tone, tone])
    third.session.end()
    await bed.clock.advance(2_000)
    expect(mixed(office)).toEqual({ 'silent-1': heard, 'silent-2': heard })
    expect(mixer(office).played).toHaveLength(4)
    second.session.end()
    await bed.clock.advance(500)
    expect(mixed(office)).toEqual({ 'silent-1': heard })
    await bed.clock.advance(1_000)
    expect([...bed.media.looping]).toEqual(['silent-1'])
    await expectNothingHeld(office)
  })

  it('is another for another conference', async () => {
    const office = await scene()
    const { phones } = office
    await into(office, phones[1001])
    await into(office, phones[1002])
    await into(office, phones[1003], '3001')
    await into(office, phones[1004], '3001')
    expect([mixed(office, 0), mixed(office, 1)]).toEqual([
      { 'silent-1': heard, 'silent-2': heard },
      { 'silent-3': heard, 'silent-4': heard },
    ])
    await expectNothingHeld(office)
  })

  it('takes 50, each mixed once', async () => {
    const office = await scene()
    const { bed, phones } = office
    for (let count = 0; count < 50; count++) phones[extensions[(count % 4) as 0 | 1 | 2 | 3]].call('3000')
    await bed.clock.advance(60_000)
    expect(mixer(office).mixed.size).toBe(50)
    expect(names(office)).toHaveLength(50)
    await expectNothingHeld(office)
  })

  it('has the keys of Kazoo: 0 is mute, * is deaf, # leaves, and the flow goes on', async () => {
    const office = await scene()
    const { phones } = office
    await into(office, phones[1001])
    const { session, told } = await into(office, phones[1002])
    await press(office, session, '0')
    expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: false })
    await press(office, session, '*')
    expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: true })
    await press(office, session, '0*5')
    expect(mixed(office)['silent-2']).toEqual(heard)
    await press(office, session, '#')
    expect(names(office)).toEqual(['1001'])
    expect(told).toEqual(['answered'])
    expect(isIn(office, 'sleep')).toEqual([false, true])
    await expectNothingHeld(office)
  })

  it('neither hears one who holds the call nor is heard there', async () => {
    const office = await scene()
    const { bed, phones } = office
    await into(office, phones[1001])
    const { session } = await into(office, phones[1002])
    void session.reinvite(sampleSdp(4_000, 'sendonly'))
    await bed.clock.advance(1_000)
    expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: true })
    void session.reinvite(sampleSdp(4_000))
    await bed.clock.advance(1_000)
    expect(mixed(office)['silent-2']).toEqual(heard)
    await expectNothingHeld(office)
  })

  it('keeps a spoken name until the room has heard that its owner left', async () => {
    const office = await scene({ announceNames: true, entryTone: false, exitTone: false })
    const { bed, phones } = office
    bed.media.saysMs = 1_000
    await into(office, phones[1001])
    const { session } = await into(office, phones[1002])
    const played = mixer(office).played.map(([source]) => (source?.kind === 'file' ? source.path : ''))
    expect(played).toHaveLength(2)
    const [, name = ''] = played
    writeFileSync(name, 'a name')
    session.end()
    await bed.clock.advance(500)
    expect(bed.switchboard.size).toBe(1)
    expect([mixer(office).played.at(-1), existsSync(name)]).toEqual([[{ kind: 'file', path: name }], true])
    await bed.clock.advance(1_000)
    await bed.engine.spool.settled()
    expect(existsSync(name)).toBe(false)
    await expectNothingHeld(office)
  })
})

it('a name of one who is not let in is not kept', async () => {
  const office = await scene({ announceNames: true, maxParticipants: 1 })
  const { bed, phones } = office
  const names: string[] = []
  bed.media.saysMs = 1_000
  bed.media.onRecord = (path) => {
    names.push(path)
    writeFileSync(path, 'a name')
  }
  await into(office, phones[1001])
  await into(office, phones[1002])
  await bed.engine.spool.settled()
  expect(names.map((path) => existsSync(path))).toEqual([true, false])
  await expectNothingHeld(office)
  await bed.engine.spool.settled()
  expect(names.map((path) => existsSync(path))).toEqual([false, false])
})

it('keys belong to whatever comes after the room once it is left', async () => {
  const office = await scene()
  const { phones } = office
  await into(office, phones[1001], '3001')
  const { session } = await into(office, phones[1002], '3002')
  await press(office, session, '#')
  expect(names(office, 'other')).toEqual(['1001', '1002'])
  await press(office, session, '0')
  expect(roomOf(office, 'other')?.parties.at(-1)).toMatchObject({ isMuted: true })
  await expectNothingHeld(office)
})

it('one who comes with the call on hold is so in the room', async () => {
  const office = await scene({ memberPins: ['1111'] })
  const { bed, phones } = office
  await into(office, phones[1001], '3000', '1111#')
  const { session } = phones[1002].call('3000', { sdp: sampleSdp(4_000, 'sendonly') })
  await bed.clock.advance(2_000)
  await press(office, session, '1111#')
  await bed.clock.advance(8_000)
  expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: true })
  await expectNothingHeld(office)
})

describe('who gets in', () => {
  it('are those with the PIN, whose role it decides; three wrong ones are none, and the guard counts them over calls', async () => {
    const office = await scene({ memberPins: ['1111'], moderatorPins: ['9999'] })
    const { bed, phones } = office
    await into(office, phones[1001], '3000', '1111#')
    await into(office, phones[1002], '3000', '9999#')
    expect(roomOf(office)?.parties.map(({ role }) => role)).toEqual(['member', 'moderator'])
    const guess = () => into(office, phones[1003], '3000', '1#2#3#')
    for (let calls = 0; calls < 5; calls++) await guess()
    await into(office, phones[1003], '3000', '1111#')
    expect(names(office)).toEqual(['1001', '1002'])
    await into(office, phones[1004], '3000', '1111#')
    expect(names(office)).toEqual(['1001', '1002', '1004'])
    expect(bed.pinsShut).toHaveLength(1)
    await expectNothingHeld(office)
  })

  it('are none beyond the maximum', async () => {
    const office = await scene({ maxParticipants: 2 })
    const { phones } = office
    await into(office, phones[1001])
    await into(office, phones[1002])
    await into(office, phones[1003])
    expect(names(office)).toEqual(['1001', '1002'])
    expect(isIn(office, 'sleep')).toEqual([false, false, true])
    await expectNothingHeld(office)
  })

  it('are no members while the room is locked', async () => {
    const office = await scene()
    const { bed, phones } = office
    await into(office, phones[1001])
    expect(bed.conferences.change('room', { isLocked: true })).toBe(true)
    await into(office, phones[1002])
    expect(names(office)).toEqual(['1001'])
    bed.conferences.change('room', { isLocked: false })
    await into(office, phones[1002])
    expect(names(office)).toEqual(['1001', '1002'])
    await expectNothingHeld(office)
  })

  it('choose the room by its number, where a service asks for it', async () => {
    const office = await scene({ numbers: ['501'], moderatorNumbers: ['502'] })
    const { phones } = office
    await into(office, phones[1001], '3999', '501#')
    await into(office, phones[1002], '3999', '502#')
    expect(roomOf(office)?.parties.map(({ role }) => role)).toEqual(['member', 'moderator'])
    await expectNothingHeld(office)
  })

  it('wait for a moderator where the room is set so: each alone hears its music, and it is over when the last one leaves', async () => {
    const office = await scene({ moderatorPins: ['9999'], waitForModerator: true, requireModerator: true })
    const { bed, phones } = office
    await into(office, phones[1001], '3000', '#')
    await into(office, phones[1002], '3000', '#')
    expect([mixed(office), [...bed.media.looping]]).toEqual([{}, ['silent-1', 'silent-2']])
    expect(mixer(office).played).toEqual([])
    const { session } = await into(office, phones[1003], '3000', '9999#')
    expect(Object.keys(mixed(office))).toEqual(['silent-1', 'silent-2', 'silent-3'])
    expect(bed.media.looping.size).toBe(0)
    session.end()
    await bed.clock.advance(1_000)
    expect(bed.conferences.list()).toEqual([])
    expect(isIn(office, 'sleep')).toEqual([true, true])
    await expectNothingHeld(office)
  })

  it('join muted and deaf where the room is set so', async () => {
    const office = await scene({ memberJoinMuted: true, memberJoinDeaf: true })
    const { phones } = office
    await into(office, phones[1001])
    await into(office, phones[1002])
    expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: true })
    await expectNothingHeld(office)
  })
})

describe('from the app', () => {
  it('one is muted, made deaf, put out; all members are muted; the room is dismissed', async () => {
    const office = await scene()
    const { bed, phones } = office
    const { conferences } = bed
    for (const id of extensions) await into(office, phones[id])
    const second = callIdOf(office, '1002')
    expect(conferences.changeParty('room', second, { isMuted: true })).toBe(true)
    expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: false })
    expect(conferences.changeParty('room', second, { isDeaf: true })).toBe(true)
    expect(mixed(office)['silent-2']).toEqual({ isMuted: true, isDeaf: true })
    expect(conferences.kick('room', second)).toBe(true)
    await bed.clock.advance(1_000)
    expect(names(office)).toEqual(['1001', '1003', '1004'])
    expect(isIn(office, 'sleep')).toEqual([false, true, false, false])
    conferences.change('room', { isMutedAll: true })
    expect(Object.values(mixed(office))).toEqual(Array(3).fill({ isMuted: true, isDeaf: false }))
    conferences.change('room', { isMutedAll: false })
    expect(Object.values(mixed(office))).toEqual(Array(3).fill(heard))
    expect(conferences.dismiss('room')).toBe(true)
    await bed.clock.advance(1_000)
    expect(isIn(office, 'sleep')).toEqual([true, true, true, true])
    expect(mixer(office).isClosed).toBe(true)
    await expectNothingHeld(office)
  })

  it('a room or a party that is not there is said not to be', async () => {
    const office = await scene()
    const { bed, phones } = office
    await into(office, phones[1001])
    const { conferences } = bed
    expect([conferences.dismiss('none'), conferences.change('none', { isLocked: true })]).toEqual([false, false])
    expect([conferences.kick('room', 'none'), conferences.changeParty('room', 'none', {})]).toEqual([false, false])
    expect(conferences.kick('other', callIdOf(office, '1001'))).toBe(false)
    expect(names(office)).toEqual(['1001'])
    await expectNothingHeld(office)
  })

  it('hears of changes, gathered, of who speaks, and of the end', async () => {
    const office = await scene()
    const { bed, phones } = office
    await into(office, phones[1001])
    const { session } = await into(office, phones[1002])
    bed.roomsTold.length = 0
    const { speaking } = mixer(office)
    speaking(['silent-1'])
    speaking(['silent-2'])
    speaking(['silent-1', 'silent-2'])
    bed.conferences.changeParty('room', callIdOf(office, '1002'), { isMuted: true })
    expect(bed.roomsTold).toEqual([])
    await bed.clock.advance(250)
    expect(bed.roomsTold).toMatchObject([{ parties: [{ isSpeaking: true }, { isSpeaking: false, isMuted: true }] }])
    session.end()
    bed.conferences.dismiss('room')
    await bed.clock.advance(1_000)
    expect(bed.roomsTold.at(-1)).toBeUndefined()
    await expectNothingHeld(office)
  })
})

describe('a call in a room', () => {
  it('that the operator hangs up leaves it', async () => {
    const office = await scene()
    const { bed, phones } = office
    await into(office, phones[1001])
    const { told } = await into(office, phones[1002])
    bed.switchboard.hangUp(callIdOf(office, '1002'))
    await bed.clock.advance(2_000)
    expect([names(office), told]).toEqual([['1001'], ['answered', 'ended']])
    expect(bed.cdrs).toMatchObject([{ endReason: 'ended-by-operator' }])
    await expectNothingHeld(office)
  })

  it('goes on with whoever is transferred into it, unnoticed by the room', async () => {
    const office = await scene()
    const { bed, phones } = office
    await into(office, phones[1001])
    const talk = phones[1002].call('1003')
    await bed.clock.advance(2_000)
    const { session } = await into(office, phones[1002])
    const played = mixer(office).played.length
    const before = Object.keys(mixed(office))
    const status = refer(talk.session, 'sip:3000@bed.test', session)
    await bed.clock.advance(2_000)
    expect(await status).toBe(202)
    expect(roomOf(office)?.parties).toHaveLength(2)
    expect(Object.keys(mixed(office))).toHaveLength(2)
    expect(Object.keys(mixed(office))).not.toEqual(before)
    expect(mixer(office).played).toHaveLength(played)
    phones[1003].called[0]?.end()
    await bed.clock.advance(2_000)
    expect(names(office)).toEqual(['1001'])
    await expectNothingHeld(office)
  })
})
