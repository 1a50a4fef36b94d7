import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import type { Callflow } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { kazooStartRecording } from '../../../src/callflow/modules/start-recording/kazoo.ts'
import { startRecording } from '../../../src/callflow/modules/start-recording/start-recording.ts'
import { call, drawFlow, operations, path } from '../../../src/callflow/rehearse/small-design.ts'

// What the engine makes of it, with phones and a web server: tests/sip/recording.test.ts.

const started = (settings: Record<string, unknown> = {}) =>
  call(
    [
      drawFlow({
        nodes: { 'start-recording': settings, 'stop-recording': {}, 'hang-up': {} },
        wires: ['start-recording _ stop-recording', 'stop-recording _ hang-up'],
      }),
    ],
    [],
  )

const order = (settings: Record<string, unknown> = {}) => operations(started(settings), 'start-recording')[0]

const codes = (...flows: Callflow[]) => checkDesign(snapshotOf(flows)).map(({ code }) => code)

describe('M44: start call recording', () => {
  it('M44: given a step from the palette, when a call comes by, then up to 600 s are recorded at once, whole, as 8 kHz WAV, kept here, transfers included', () => {
    expect(order()).toEqual({
      kind: 'start-recording',
      label: '',
      mediaName: '',
      format: 'wav',
      maxDurationMs: 600_000,
      minDurationMs: 0,
      url: '',
      method: 'put',
      sampleRateHz: 8_000,
      startsOn: 'now',
      followsTransfer: true,
    })
  })

  it('M44: given a recording, when it starts, then the call goes on without waiting', () => {
    expect(path(started())).toEqual(['start-recording _', 'stop-recording _', 'hang-up end'])
    expect(started().atMs).toBe(0)
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['format mp3', { format: 'mp3' }, { format: 'mp3' }],
    [
      'a web address and post',
      { url: 'https://a.test/in', method: 'post' },
      { url: 'https://a.test/in', method: 'post' },
    ],
    ['time_limit 60', { maxDurationSec: 60 }, { maxDurationMs: 60_000 }],
    ['record_min_sec 5', { minDurationSec: 5 }, { minDurationMs: 5_000 }],
    ['record_sample_rate 16000', { sampleRateHz: '16000' }, { sampleRateHz: 16_000 }],
    ['should_follow_transfer off', { followsTransfer: false }, { followsTransfer: false }],
    ['label and media_name', { label: 'sales', mediaName: 'today' }, { label: 'sales', mediaName: 'today' }],
  ])('M44: given %s, when a call comes by, then it is recorded so', (_what, settings, asked) => {
    expect(order(settings)).toMatchObject(asked)
  })

  it.each(['answer', 'bridge'] as const)(
    'M44: given record_on_%s, when a call comes by, then the recording waits for it',
    (startsOn) => {
      const waiting = started({ startsOn })
      expect(waiting.trace).toContainEqual(
        expect.objectContaining({ kind: 'result', operation: 'start-recording', result: { outcome: 'waiting' } }),
      )
    },
  )

  it('M44: given a recording that runs, when another one is started, then the first goes on alone', () => {
    const twice = call(
      [
        drawFlow({
          nodes: { 'start-recording:a': {}, 'start-recording:b': {} },
          wires: ['start-recording:a _ start-recording:b'],
        }),
      ],
      [],
    )
    const outcomes = twice.trace.flatMap((event) => (event.kind === 'result' ? [event.result] : []))
    expect(outcomes).toEqual([{ outcome: 'started' }, { outcome: 'already-running' }])
  })

  it.each([
    'file:///etc/passwd',
    'ftp://archive.test/',
    'https://{caller-number}.test/in',
    'https://archive.test/{password}',
    `https://archive.test/${'a'.repeat(2_100)}`,
  ])('M44: given the address %.40s, when it is set, then it is refused', (url) => {
    expect(startRecording.settings.safeParse({ url }).success).toBe(false)
  })

  it.each([
    ['4 s', { maxDurationSec: 4 }],
    ['a rate of 7 kHz', { sampleRateHz: '7000' }],
    ['a name with a slash', { mediaName: '../x' }],
  ])('M44: given %s, when it is set, then it is refused', (_what, settings) => {
    expect(startRecording.settings.safeParse(settings).success).toBe(false)
  })

  it('M44: given an address with a password, when the trace is read, then the password is not in it', () => {
    expect(order({ url: 'https://me:secret@archive.test/in' })?.url).toBe('https://••••@archive.test/in')
  })

  it('M44: given MP3, when the design is checked, then it says that the engine records WAV', () => {
    expect(codes(drawFlow({ nodes: { 'start-recording': { format: 'mp3' } } }))).toContain('recorded-as-wav')
    expect(codes(drawFlow({ nodes: { 'start-recording': {} } }))).not.toContain('recorded-as-wav')
  })

  it('M44: given record_call of Kazoo without a time_limit, when it is read, then the limit is Kazoo’s 3600 s', () => {
    const { maxDurationSec } = kazooStartRecording.fields
    const context = {} as Parameters<NonNullable<typeof maxDurationSec>['read']>[1] // this field looks at its own key only
    expect(maxDurationSec?.read({ action: 'start' }, context)).toBe(3_600)
  })
})

describe('M45: stop call recording', () => {
  it('M45: given a recording, when the stop step is reached, then it is over and the call goes on', () => {
    const stopped = started()
    expect(stopped.trace).toContainEqual(
      expect.objectContaining({ kind: 'result', operation: 'stop-recording', result: { outcome: 'stopped' } }),
    )
    expect(stopped.world.isRecording).toBe(false)
    expect(path(stopped).at(-1)).toBe('hang-up end')
  })

  it('M45: given no recording, when the stop step is reached, then the call goes on', () => {
    const flow = drawFlow({ nodes: { 'stop-recording': {}, 'hang-up': {} }, wires: ['stop-recording _ hang-up'] })
    expect(path(call([flow], []))).toEqual(['stop-recording _', 'hang-up end'])
  })

  it('M45: given a start without a stop behind it, when the design is checked, then it says so', () => {
    expect(codes(drawFlow({ nodes: { 'start-recording': {} } }))).toContain('recording-without-stop')
    const closed = drawFlow({
      nodes: { 'start-recording': {}, 'stop-recording': {} },
      wires: ['start-recording _ stop-recording'],
    })
    expect(codes(closed)).not.toContain('recording-without-stop')
  })
})
