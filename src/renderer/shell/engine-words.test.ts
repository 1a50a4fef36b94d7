import { describe, expect, it } from 'vitest'
import type { EngineStatus } from '../../main/api/target-contract.ts'
import { engineWords } from './engine-words.ts'

const status = (part: Partial<EngineStatus>): EngineStatus => ({
  state: 'running',
  problem: null,
  restarts: 0,
  health: null,
  unsyncedChanges: 0,
  runsOther: null,
  sipAddress: null,
  ...part,
})

describe('the engine pill', () => {
  it('is green only when the engine runs what is drawn', () => {
    expect(engineWords(status({})).tone).toBe('green')
    expect(engineWords(status({ unsyncedChanges: 3 }))).toMatchObject({ tone: 'amber', label: '3 changes not synced' })
    expect(engineWords(status({ unsyncedChanges: 1 })).label).toBe('1 change not synced')
    const other = status({ unsyncedChanges: null, runsOther: { name: 'Branch' } })
    expect(engineWords(other)).toMatchObject({ tone: 'amber', label: 'Engine runs Branch' })
  })

  it('names every other state in words', () => {
    expect(engineWords(status({ state: 'stopped' })).label).toBe('Engine stopped')
    expect(engineWords(status({ state: 'failed' }))).toMatchObject({ tone: 'red', label: 'Engine failed' })
    expect(engineWords(status({ state: 'unreachable' }))).toMatchObject({ tone: 'red', label: 'No answer', busy: true })
    expect(engineWords(status({ state: 'restarting' })).busy).toBe(true)
  })
})
