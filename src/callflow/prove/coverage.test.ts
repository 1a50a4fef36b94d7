import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { call, drawFlow } from '../rehearse/small-design.ts'
import { Coverage } from './coverage.ts'

const menu = makeDocument('menu', { id: 'menu', name: 'Menu' })
const flow = drawFlow({
  id: 'line',
  nodes: { menu: { menuId: 'menu' }, 'hang-up:one': {}, 'hang-up:other': {} },
  wires: ['menu 1 hang-up:one', 'menu 2 hang-up:one', 'menu _ hang-up:other'],
})
const empty = makeDocument('callflow', { id: 'empty', name: 'Empty' })

const walked = (...calls: (readonly string[])[]) => {
  const coverage = new Coverage()
  for (const choices of calls) coverage.add(call([flow], choices, { documents: [menu] }).trace)
  return coverage
}

describe('coverage', () => {
  it('is nothing before the first call', () => {
    expect(new Coverage().ofFlow(flow)).toMatchObject({ steps: 3, stepsReached: 0, wires: 3, wiresTaken: 0 })
  })

  it('tells two wires to one step apart, and which were missed', () => {
    const once = walked(['keys:1']).ofFlow(flow)
    expect(once).toMatchObject({ stepsReached: 2, wiresTaken: 1, missedSteps: ['hang-up-other'] })
    expect(once.missedWires).toEqual([
      { nodeId: 'menu', branch: '2' },
      { nodeId: 'menu', branch: '_' },
    ])
  })

  it('gathers over calls; the same call again adds nothing', () => {
    expect(walked(['keys:1'], ['keys:2'], ['keys:1']).ofFlow(flow)).toMatchObject({ stepsReached: 2, wiresTaken: 2 })
  })

  it('counts the wire that was taken for a branch that has none', () => {
    const ringing = drawFlow({
      id: 'ringing',
      nodes: { device: { deviceId: 'device-1001' }, 'hang-up': {} },
      wires: ['device _ hang-up'],
    })
    const coverage = new Coverage()
    coverage.add(call([ringing], ['busy']).trace)
    expect([coverage.isTaken('ringing', 'device', '_'), coverage.isTaken('ringing', 'device', 'busy')]).toEqual([
      true,
      false,
    ])
  })

  it('leaves out callflows without a step and feature codes, and tells callflows apart', () => {
    const coverage = walked(['keys:1'])
    const code = { ...flow, id: 'code', featureCode: { type: 'park', code: '3' } }
    expect(coverage.ofDesign(snapshotOf([flow, empty, { ...flow, id: 'twin', name: 'twin' }, code]))).toMatchObject([
      { callflowId: 'line', stepsReached: 2 },
      { callflowId: 'twin', stepsReached: 0 },
    ])
  })
})
