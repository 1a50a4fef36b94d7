import { describe, expect, it } from 'vitest'
import type { Health } from '../../engine/control/contract.ts'
import { quitAnswers, quitQuestion, staysWithoutWindow } from './background.ts'

const health = (part: Partial<Health>): Health => ({
  version: '0',
  upSinceMs: 0,
  activeBundle: { id: 'a', designName: 'A', activatedMs: 0 },
  canRollBack: false,
  problem: null,
  disk: { state: 'ok', freeBytes: null, waitingWrites: 0, lostCallRecords: 0 },
  listenPoints: [],
  activeCalls: 0,
  registrations: 0,
  counters: {},
  ...part,
})
const running = (part: Partial<Health> = {}) => ({ state: 'running', health: health(part) }) as const
const stopped = { state: 'stopped', health: null } as const

describe('closing the last window', () => {
  it('ends the app unless an engine runs a design, and never on macOS', () => {
    expect(staysWithoutWindow('linux', [])).toBe(false)
    expect(staysWithoutWindow('win32', [stopped])).toBe(false)
    expect(staysWithoutWindow('linux', [running({ activeBundle: null })])).toBe(false)
    expect(staysWithoutWindow('linux', [stopped, running()])).toBe(true)
    expect(staysWithoutWindow('win32', [running()])).toBe(true)
    expect(staysWithoutWindow('darwin', [stopped])).toBe(true)
  })
})

describe('quitting', () => {
  it('asks only with calls up, and says how many', () => {
    expect(quitQuestion([stopped, running()])).toBeNull()
    expect(quitQuestion([running({ activeCalls: 1 })])?.message).toBe('One call is up.')
    expect(quitQuestion([running({ activeCalls: 2 }), running({ activeCalls: 3 })])?.message).toBe('5 calls are up.')
  })

  it('has a button for each answer', () => {
    expect(quitQuestion([running({ activeCalls: 2 })])?.buttons).toEqual([
      'Leave the engine running',
      'End them and quit',
      'Cancel',
    ])
    expect(quitAnswers).toEqual(['leave', 'end', 'cancel'])
  })
})
