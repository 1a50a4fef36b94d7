import { describe, expect, it } from 'vitest'
import { type LiveCall, nothingLive, withEngineEvents } from './live-events.ts'
import { phoneLampOf } from './phone-lamps.ts'

type Phone = LiveCall['phones'][number]

const ann = { kind: 'user', id: 'ann', doNotDisturb: false } as const
const desk = { kind: 'device', id: 'desk', doNotDisturb: false } as const

function lampWith(phones: readonly Phone[], whose: Parameters<typeof phoneLampOf>[0] = ann) {
  const call = { callId: 'a', phones } as unknown as LiveCall // its phones are all that is looked at
  return phoneLampOf(whose, { calls: new Map([['a', call]]), switches: new Map() })
}

describe('what phones do, as pages show it', () => {
  const at = { deviceId: 'desk', userId: 'ann' }

  it.each([
    ['ringing', [{ ...at, state: 'early', direction: 'recipient' }]],
    ['calling', [{ ...at, state: 'early', direction: 'initiator' }]],
    ['calling', [{ ...at, state: 'trying', direction: 'initiator' }]],
    ['talking', [{ ...at, state: 'confirmed' }]],
    ['on-hold', [{ ...at, state: 'confirmed', isHeld: true }]],
    [
      'talking',
      [
        { ...at, state: 'confirmed', isHeld: true },
        { ...at, state: 'confirmed' },
      ],
    ],
    [
      'ringing',
      [
        { ...at, state: 'confirmed' },
        { ...at, state: 'early', direction: 'recipient' },
      ],
    ],
    ['free', [{ deviceId: 'other', userId: 'bo', state: 'confirmed' }]],
  ] as const)('is %s', (lamp, phones) => {
    expect([lampWith(phones), lampWith(phones, desk)]).toEqual([lamp, lamp])
  })

  it('is quiet by the design until it is switched otherwise, and when it is switched', () => {
    const switched = (value: boolean | null) =>
      withEngineEvents(nothingLive, [
        { kind: 'switch-changed', scope: 'user', id: 'ann', name: 'do-not-disturb', value },
      ])
    const quiet = { ...ann, doNotDisturb: true }
    expect([phoneLampOf(quiet, nothingLive), phoneLampOf(quiet, switched(false))]).toEqual(['quiet', 'free'])
    expect([phoneLampOf(ann, switched(true)), phoneLampOf(desk, switched(true))]).toEqual(['quiet', 'free'])
    expect(
      phoneLampOf(
        quiet,
        withEngineEvents(switched(false), [
          { kind: 'switch-changed', scope: 'user', id: 'ann', name: 'do-not-disturb', value: null },
        ]),
      ),
    ).toBe('quiet')
  })
})
