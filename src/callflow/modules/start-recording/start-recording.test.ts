import { describe, expect, it } from 'vitest'
import { call, drawFlow, operations, path } from '../../rehearse/small-design.ts'
import { startRecording } from './start-recording.ts'

describe('start and stop call recording (M44, M45)', () => {
  it('starts with its limits, does not wait, and stops', () => {
    const recorded = call(
      [
        drawFlow({
          nodes: {
            'start-recording': { label: 'sales', maxDurationSec: 60, minDurationSec: 2 },
            'stop-recording': {},
            'hang-up': {},
          },
          wires: ['start-recording _ stop-recording', 'stop-recording _ hang-up'],
        }),
      ],
      [],
    )
    expect(operations(recorded, 'start-recording')).toMatchObject([
      { label: 'sales', maxDurationMs: 60_000, minDurationMs: 2_000, url: '' },
    ])
    expect(path(recorded)).toEqual(['start-recording _', 'stop-recording _', 'hang-up end'])
    expect(recorded.atMs).toBe(0)
    expect(recorded.world.isRecording).toBe(false)
  })

  it('records up to 600 s unless told, to web addresses only', () => {
    expect(startRecording.settings.parse({})).toMatchObject({ maxDurationSec: 600 })
    expect(startRecording.settings.safeParse({ url: 'file:///etc/passwd' }).success).toBe(false)
    expect(startRecording.settings.safeParse({ url: 'https://archive.example.test/in' }).success).toBe(true)
  })
})
