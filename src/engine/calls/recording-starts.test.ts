import { readdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { account, expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'

/** What was said of recordings. */
const said = ({ bed }: Office) =>
  bed.traced.flatMap((event) =>
    event.kind === 'result' && event.operation === 'start-recording' ? [event.result] : [],
  )

const recorded = (settings: Record<string, unknown>) =>
  flow('3000', { 'start-recording': settings, device: { deviceId: '1002', timeoutSec: 20 } }, [
    'start-recording _ device',
  ])

describe('a recording of a call', () => {
  it('of every call begins with the answer and ends with the call', async () => {
    const office = await openOffice([account({ recordAllCalls: true })])
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect(bed.media.recordings).toEqual([])
    phones[1002].answer()
    await bed.clock.advance(1_000)
    expect(bed.media.recordings).toMatchObject([{ isRunning: true, streamId: bed.streamOf(phones[1001]).streamId }])
    expect(said(office)).toEqual([{ outcome: 'started' }])
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.media.recordings).toMatchObject([{ isRunning: false }])
    bed.errors.length = 0 // silent media writes no file that could be moved
    await expectNothingHeld(office)
  })

  it.each([
    ['wav', 'wav', 'mixed'],
    ['wav-apart', 'wav', 'apart'],
    ['opus', 'opus', 'mixed'],
    ['opus-apart', 'opus', 'apart'],
  ] as const)('is %s where the account says so', async (recordingForm, container, sides) => {
    const office = await openOffice([account({ recordAllCalls: true, recordingForm })])
    const { bed, phones } = office
    phones[1001].call('1002')
    await bed.clock.advance(3_000)
    const [recording] = bed.media.recordings
    expect(recording?.options).toMatchObject({ container, sides })
    expect(recording?.path).toMatch(new RegExp(`\\.${container}\\.`))
    bed.errors.length = 0
  })

  it('that cannot start is said, and the call goes on', async () => {
    const office = await openOffice([account({ recordAllCalls: true })])
    const { bed, phones } = office
    bed.media.recordingProblem = new Error('of a test')
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered'])
    expect(said(office)).toEqual([{ outcome: 'failed' }])
    expect(bed.errors).toHaveLength(1)
    bed.errors.length = 0
    await expectNothingHeld(office)
  })

  it('that a step asks for and that cannot start leaves the call its way', async () => {
    const office = await openOffice([recorded({ startsOn: 'bridge' })])
    const { bed, phones } = office
    bed.media.recordingProblem = new Error('of a test')
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered'])
    expect(said(office)).toMatchObject([{ outcome: 'waiting' }, { outcome: 'failed' }])
    bed.errors.length = 0
    await expectNothingHeld(office)
  })

  it('from when people talk does not begin with the answer', async () => {
    const office = await openOffice([
      flow(
        '3000',
        {
          'start-recording': { startsOn: 'bridge' },
          'play-media': { mediaId: 'sound' },
          device: { deviceId: '1002', timeoutSec: 20 },
        },
        ['start-recording _ play-media', 'play-media _ device'],
      ),
    ])
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect([call.told, bed.media.recordings]).toEqual([['answered'], []])
    phones[1002].answer()
    await bed.clock.advance(1_000)
    expect(bed.media.recordings).toHaveLength(1)
    bed.switchboard.close()
    await bed.clock.advance(1_000)
    bed.errors.length = 0
    await expectNothingHeld(office)
  })

  it('has the name it is given once; when it is taken, by a file or by a call, one of its own', async () => {
    const office = await openOffice([recorded({ mediaName: 'meeting' })])
    const { bed, phones } = office
    const names = () => bed.media.recordings.map(({ path }) => basename(path))
    const calls = [phones[1001].call('3000'), phones[1003].call('3000')]
    await vi.waitFor(async () => {
      await bed.clock.advance(10)
      expect(names()).toHaveLength(2)
    })
    expect(names()).toEqual(
      expect.arrayContaining(['meeting.wav.part', expect.stringMatching(/^meeting-.+\.wav\.part$/)]),
    )
    for (const { session } of calls) session.end()
    await bed.clock.advance(1_000)
    await vi.waitFor(() => expect(readdirSync(bed.engine.recordingsFolder)).toContain('meeting.wav'))
    phones[1001].call('3000')
    await vi.waitFor(async () => {
      await bed.clock.advance(10)
      expect(names()).toHaveLength(3)
    })
    expect(names()[2]).toMatch(/^meeting-.+\.wav\.part$/)
    expect(readdirSync(bed.engine.recordingsFolder)).not.toContain('meeting.wav.part')
    bed.switchboard.close()
    await bed.clock.advance(1_000)
    bed.errors.length = 0 // silent media writes no file that could be moved
    await expectNothingHeld(office)
  })

  it('whose caller hangs up while its name is being taken leaves nothing', async () => {
    const office = await openOffice([recorded({ mediaName: 'meeting' })])
    const { bed, phones } = office
    const call = phones[1001].call('3000')
    await bed.clock.advance(200) // no disk answers meanwhile
    expect([said(office), bed.switchboard.size]).toEqual([[], 1])
    call.session.end()
    await bed.clock.advance(1_000)
    for (let turn = 0; turn < 20; turn++) await stat(bed.engine.recordingsFolder) // by then it has
    expect(readdirSync(bed.engine.recordingsFolder)).toEqual([])
    expect(bed.media.recordings).toEqual([])
    await expectNothingHeld(office)
  })

  it('that could not start leaves room for another', async () => {
    const office = await openOffice([
      flow(
        '3000',
        {
          'start-recording:a': { startsOn: 'answer' },
          'play-media': { mediaId: 'sound' },
          sleep: { durationSec: 2 },
          'start-recording:b': {},
          device: { deviceId: '1002', timeoutSec: 20 },
        },
        [
          'start-recording:a _ play-media',
          'play-media _ sleep',
          'sleep _ start-recording:b',
          'start-recording:b _ device',
        ],
      ),
    ])
    const { bed, phones } = office
    bed.media.recordingProblem = new Error('of a test')
    phones[1001].call('3000')
    await bed.clock.advance(2_000)
    bed.media.recordingProblem = undefined
    await bed.clock.advance(3_000)
    expect(said(office)).toMatchObject([{ outcome: 'waiting' }, { outcome: 'failed' }, { outcome: 'started' }])
    expect(bed.media.recordings).toHaveLength(1)
    bed.switchboard.close()
    await bed.clock.advance(1_000)
    bed.errors.length = 0
    await expectNothingHeld(office)
  })

  it('asked for twice is one', async () => {
    const twice = flow(
      '3000',
      {
        'start-recording:a': { startsOn: 'answer' },
        'start-recording:b': {},
        device: { deviceId: '1002', timeoutSec: 20 },
      },
      ['start-recording:a _ start-recording:b', 'start-recording:b _ device'],
    )
    const office = await openOffice([twice])
    const { bed, phones } = office
    phones[1001].call('3000')
    await bed.clock.advance(2_000)
    expect(bed.media.recordings).toHaveLength(1)
    expect(said(office)).toMatchObject([{ outcome: 'waiting' }, { outcome: 'already-running' }, { outcome: 'started' }])
    bed.switchboard.close()
    await bed.clock.advance(1_000)
    bed.errors.length = 0
    await expectNothingHeld(office)
  })
})
