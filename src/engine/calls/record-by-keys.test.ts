import { describe, expect, it } from 'vitest'
import { account, expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'
import { recordNow } from './record-now.ts'

const keys = account({ recordKeys: '*1', pauseKeys: '*2' })

async function talking(changes: Parameters<typeof openOffice>[0] = [keys]) {
  const of = await openOffice(changes)
  const call = of.phones[1001].call('1002')
  await of.bed.clock.advance(1_000)
  return { ...of, call }
}

async function press({ bed, phones }: Office, code: string, by: 1001 | 1002 = 1002) {
  for (const key of code) bed.streamOf(phones[by]).press(key)
  await bed.clock.advance(1_500)
}

const recordings = ({ bed }: Office) => bed.media.recordings.map(({ isRunning, isPaused }) => ({ isRunning, isPaused }))
const state = ({ bed }: Office) => bed.switchboard.list()[0]?.recording
const running = { isRunning: true, isPaused: false }

/** Silent media writes no file that could be moved. */
const over = async (of: Office) => {
  of.bed.switchboard.close()
  await of.bed.clock.advance(2_000)
  of.bed.errors.length = 0
  await expectNothingHeld(of)
}

describe('keys in a conversation', () => {
  it('record it until they are pressed again, whichever of the two does; both hear a tone, and the two talk on', async () => {
    const of = await talking()
    expect(state(of)).toBe('off')
    await press(of, '*1', 1002)
    expect([recordings(of), state(of)]).toEqual([[running], 'on'])
    const beeps = of.bed.media.plays
      .filter(({ sources: [first] }) => first?.kind === 'tone')
      .map(({ streamId }) => streamId)
    expect(beeps).toEqual([of.bed.streamOf(of.phones[1001]).streamId, of.bed.streamOf(of.phones[1002]).streamId])
    expect(of.bed.streamOf(of.phones[1001]).joinedTo).toBe(of.bed.streamOf(of.phones[1002]).streamId)
    await press(of, '*1', 1001)
    expect([recordings(of), state(of)]).toEqual([[{ ...running, isRunning: false }], 'off'])
    await press(of, '*1')
    expect(recordings(of)).toHaveLength(2)
    await over(of)
  })

  it('pause it, and go on with it', async () => {
    const of = await talking()
    await press(of, '*2')
    expect(recordings(of)).toEqual([])
    await press(of, '*1')
    await press(of, '*2')
    expect([recordings(of), state(of)]).toEqual([[{ ...running, isPaused: true }], 'paused'])
    await press(of, '*2')
    expect([recordings(of), state(of)]).toEqual([[running], 'on'])
    await over(of)
  })

  it('pause what the account records, and do not end it', async () => {
    const of = await talking([account({ recordAllCalls: true, recordKeys: '*1', pauseKeys: '*2' })])
    await press(of, '*1')
    expect(recordings(of)).toEqual([running])
    expect(of.bed.media.plays).toEqual([])
    await press(of, '*2')
    expect(recordings(of)).toEqual([{ ...running, isPaused: true }])
    await over(of)
  })

  it.each([
    [
      'too slow',
      async (of: Office) => {
        await press(of, '*')
        await of.bed.clock.advance(3_000)
        await press(of, '1')
      },
    ],
    ['others', (of: Office) => press(of, '1*31*')],
    [
      'of a caller from outside',
      async (of: Office) => {
        const call = of.carrier.call('1003')
        await of.bed.clock.advance(1_000)
        const stream = of.bed.streamOf(of.carrier)
        stream.press('*')
        stream.press('1')
        expect(call.told).toEqual(['answered'])
        await of.bed.clock.advance(1_000)
      },
    ],
  ])('that are %s record nothing', async (_, pressing) => {
    const of = await talking([
      keys,
      { ...flow('1003', { device: { deviceId: '1003', timeoutSec: 20 } }), numbersFromOutside: ['1003'] },
    ])
    await pressing(of)
    expect(recordings(of)).toEqual([])
    await over(of)
  })

  it('mean nothing where the account has none, and before and after the conversation', async () => {
    const none = await talking([])
    await press(none, '*1')
    expect(recordings(none)).toEqual([])
    await over(none)
    const of = await openOffice([keys])
    of.phones[1001].call('2000')
    await of.bed.clock.advance(1_000)
    await press(of, '*1', 1001)
    expect(recordings(of)).toEqual([])
    await over(of)
  })
})

describe('from the app', () => {
  it('a conversation is recorded, paused and gone on with', async () => {
    const of = await talking()
    const [call] = of.bed.switchboard.live()
    const both = { found: true, done: true }
    expect(await recordNow(call, 'pause')).toEqual({ found: true, done: false })
    expect(await recordNow(call, 'start')).toEqual(both)
    expect(await recordNow(call, 'start')).toEqual(both)
    expect(recordings(of)).toEqual([running])
    const shown: string[] = []
    of.bed.onChanged = (each) => void shown.push(each.view().recording)
    expect(await recordNow(call, 'pause')).toEqual(both)
    await of.bed.clock.advance(100)
    expect([state(of), shown]).toEqual(['paused', ['paused']])
    expect(await recordNow(call, 'resume')).toEqual(both)
    expect(await recordNow(call, 'stop')).toEqual(both)
    expect([state(of), recordings(of)]).toEqual(['off', [{ ...running, isRunning: false }]])
    const said = of.bed.traced.flatMap((event) =>
      event.kind === 'result' && 'outcome' in event.result ? [event.result.outcome] : [],
    )
    expect(said).toEqual(expect.arrayContaining(['started', 'paused', 'resumed', 'stopped']))
    await over(of)
  })

  it('nothing is recorded of a call in which nobody talks, or that is not there', async () => {
    const of = await openOffice()
    of.phones[1001].call('2000')
    await of.bed.clock.advance(1_000)
    const [call] = of.bed.switchboard.live()
    expect(await recordNow(call, 'start')).toEqual({ found: true, done: false })
    expect(await of.bed.switchboard.record('gone', 'start')).toEqual({ found: false, done: false })
    await over(of)
  })

  it('what was paused stays so when somebody else comes in the caller’s place', async () => {
    const of = await talking([
      account({ recordAllCalls: true }),
      flow('6683', { 'pull-call': { userId: 'user-1001' } }),
    ])
    const [call] = of.bed.switchboard.live()
    await recordNow(call, 'pause')
    of.phones[1004].call('6683')
    await of.bed.clock.advance(1_000)
    expect(recordings(of)[0]).toEqual({ isRunning: false, isPaused: true })
    expect(recordings(of).at(-1)).toEqual({ isRunning: true, isPaused: true })
    await over(of)
  })
})
