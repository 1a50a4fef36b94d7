import { describe, expect, it } from 'vitest'
import type { StateKey, StateValue } from '../../callflow/run/operation.ts'
import { SteadyClock } from '../clock.ts'
import type { EmergencyCall } from '../control/emergency-contract.ts'
import { Emergencies } from './emergencies.ts'

const MINUTE = 60_000
const about = {
  callId: 'call',
  number: '911',
  callerName: 'Seaside',
  callerNumber: '+16045550100',
  address: '',
  deviceId: 'desk',
  userId: 'ann',
  mailed: [],
}

/** The rows that a start finds, and a clock that the test sets. */
function bench() {
  const rows = new Map<string, { scope: string; id: string; name: string; value: StateValue }>()
  const runtimeState = {
    list: () => [...rows.values()],
    write(key: StateKey, value: StateValue | undefined) {
      const name = `${key.scope}/${key.id}/${key.name}`
      if (value === undefined) rows.delete(name)
      else rows.set(name, { ...key, value })
    },
  }
  const at = { wallMs: 1_000_000, steadyMs: 5_000 }
  const told: (readonly EmergencyCall[])[] = []
  let ids = 0
  const start = () => {
    const clock = new SteadyClock({ wall: () => at.wallMs, monotonic: () => at.steadyMs, uptime: () => at.steadyMs })
    return new Emergencies({
      runtimeState,
      clock,
      newId: () => `e${++ids}`,
      onChanged: (calls) => void told.push(calls),
    })
  }
  const pass = (ms: number) => {
    at.wallMs += ms
    at.steadyMs += ms
  }
  return { start, rows, at, told, pass }
}

describe('calls for help', () => {
  it('are called back for 30 minutes, over a start too, and under their own number only', () => {
    const { start, pass, at } = bench()
    start().add(about)
    pass(20 * MINUTE)
    at.steadyMs = 0 // another process
    const again = start()
    expect(again.callersUnder(['+16045550199', '+16045550100'])).toEqual([{ deviceId: 'desk', userId: 'ann' }])
    expect(again.callersUnder(['+16045550199'])).toEqual([])
    pass(10 * MINUTE - 1)
    expect(again.callersUnder(['+16045550100'])).toHaveLength(1)
    pass(1)
    expect(again.callersUnder(['+16045550100'])).toEqual([])
  })

  it('are called back as long when somebody sets the clock meanwhile', () => {
    const { start, pass, at } = bench()
    const emergencies = start()
    emergencies.add(about)
    at.wallMs += 5 * 60 * MINUTE
    pass(29 * MINUTE)
    expect(emergencies.callersUnder(['+16045550100'])).toHaveLength(1)
  })

  it('of callers from outside ring nobody back', () => {
    const { start } = bench()
    const emergencies = start()
    emergencies.add({ ...about, deviceId: '', userId: '' })
    expect(emergencies.callersUnder(['+16045550100'])).toEqual([])
  })

  it('are shown until somebody has seen them, over a start too; each is told', () => {
    const { start, told, pass } = bench()
    const emergencies = start()
    emergencies.add(about)
    pass(MINUTE)
    emergencies.add({ ...about, number: '933' })
    expect(emergencies.list().map(({ number, seenMs }) => [number, seenMs])).toEqual([
      ['933', null],
      ['911', null],
    ])
    expect([emergencies.seen('e1'), emergencies.seen('e1'), emergencies.seen('nothing')]).toEqual([true, true, false])
    expect(told).toHaveLength(3)
    expect(
      start()
        .list()
        .map(({ seenMs }) => seenMs),
    ).toEqual([null, 1_060_000])
  })

  it('are 200 at the most: the oldest seen goes first', () => {
    const { start, rows, pass } = bench()
    const emergencies = start()
    for (let count = 0; count < 200; count++) {
      emergencies.add(about)
      pass(1)
    }
    emergencies.seen('e7')
    emergencies.add(about)
    expect(rows.size).toBe(200)
    expect(emergencies.list().some(({ emergencyId }) => emergencyId === 'e7')).toBe(false)
    emergencies.add(about)
    expect(emergencies.list().some(({ emergencyId }) => emergencyId === 'e1')).toBe(false)
    expect(rows.size).toBe(200)
  })

  it.each(['not JSON', '{"emergencyId":7}', 12])('that were written as %s are passed over', (value) => {
    const { start, rows } = bench()
    rows.set('x', { scope: 'account', id: 'x', name: 'emergency-call', value })
    expect(start().list()).toEqual([])
  })
})
