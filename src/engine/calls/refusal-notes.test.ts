import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import type { Refusal, Subject } from './call-shares.ts'
import { RefusalNotes, responseTo } from './refusal-notes.ts'

const trunk = makeDocument('trunk', { id: 'carrier', name: 'Carrier' })
const from = (address: string): Subject => ({ kind: 'trunk', trunk, address })
const refused = (why: Refusal, limit = 30) => ({ kind: 'refused', why, limit }) as const

function notes() {
  const said: string[] = []
  return { said, notes: new RefusalNotes((message) => said.push(message)) }
}

describe('refused calls', () => {
  it('are said once a minute for a source, not once a call', () => {
    const { said, notes: all } = notes()
    for (let atMs = 0; atMs < 120_000; atMs += 10) all.refused(refused('unacknowledged'), from('198.51.100.1'), atMs)
    const message =
      'calls from 198.51.100.1 (trunk "Carrier") are refused: 30 of its calls were answered and never acknowledged'
    expect(said).toEqual([message, message])
  })

  it('are said for every source and every limit, but fifty times a minute at most', () => {
    const { said, notes: all } = notes()
    all.refused(refused('unacknowledged'), from('198.51.100.1'), 0)
    all.refused(refused('unacknowledged'), from('198.51.100.2'), 0)
    all.refused(refused('in-setup'), from('198.51.100.1'), 0)
    expect(said).toHaveLength(3)
    for (let host = 0; host < 1_000; host++)
      all.refused(refused('in-setup'), from(`10.0.${host >> 8}.${host & 255}`), 1)
    expect(said).toHaveLength(50)
    all.refused(refused('in-setup'), from('10.9.9.9'), 60_001)
    expect(said).toHaveLength(51)
  })

  it('of a trunk are one thing, wherever they come from', () => {
    const { said, notes: all } = notes()
    all.refused(refused('trunk'), from('198.51.100.1'), 0)
    all.refused(refused('trunk'), from('198.51.100.2'), 0)
    all.refused(refused('trunk'), { kind: 'trunk', trunk }, 0)
    expect(said).toEqual(['calls are refused: trunk "Carrier" has 30 at once, which is its limit'])
  })

  it('name the phone, the share of trunks and the engine', () => {
    const { said, notes: all } = notes()
    const device = makeDocument('device', { id: 'desk', name: 'Desk' })
    all.refused(refused('device', 20), { kind: 'device', device }, 0)
    all.refused(refused('trunks', 1_500), from('198.51.100.1'), 0)
    all.refused(refused('whole', 2_000), from('198.51.100.1'), 0)
    expect(said).toEqual([
      'calls are refused: phone "Desk" has 20 at once, which is its limit',
      'calls from carriers are refused: they hold 1500, the rest is kept for phones',
      'calls are refused: the engine holds 2000, which is all it takes',
    ])
  })

  it('are said again after the clock was put back', () => {
    const { said, notes: all } = notes()
    all.refused(refused('trunk'), from('198.51.100.1'), 7_200_000)
    all.refused(refused('trunk'), from('198.51.100.1'), 0)
    expect(said).toHaveLength(2)
  })
})

describe('what a refused caller is told (RFC 3261 §21.4.20, §21.5.4)', () => {
  it.each<readonly [Refusal, number, boolean]>([
    ['whole', 503, true],
    ['trunks', 503, true],
    ['trunk', 503, false],
    ['in-setup', 503, false],
    ['unacknowledged', 503, false],
    ['device', 486, false],
  ])('%s: %i, and for how long only where the engine is full', (why, status, isForSomeTime) => {
    const response = responseTo(refused(why))
    expect(response.status).toBe(status)
    expect(response.headers?.some(([name]) => name === 'Retry-After') ?? false).toBe(isForSomeTime)
  })
})
