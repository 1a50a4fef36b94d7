import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { CallRun } from './interpreter.ts'
import type { Caller } from './script.ts'
import { pathOf } from './trace.ts'

const caller: Caller = { name: 'Ann', number: '1001', origin: { kind: 'device', deviceId: 'd1' } }
const position = { x: 0, y: 0 }

function node(id: string, type: string, settings: Record<string, unknown> = {}, disabled = false) {
  return { id, type, version: 1, label: '', disabled, settings, position }
}

function flow(id: string, nodes: ReturnType<typeof node>[], wires: [from: string, branch: string, to: string][]) {
  return makeDocument('callflow', {
    id,
    name: id,
    entry: nodes[0]?.id ?? null,
    nodes: Object.fromEntries(nodes.map((each) => [each.id, each])),
    wires: wires.map(([from, branch, to]) => ({ from, branch, to })),
  })
}

function runOf(flows: ReturnType<typeof flow>[], callflowId = flows[0]?.id ?? '') {
  return new CallRun({ design: snapshotOf(flows), callflowId, dialled: '8000', caller })
}

describe('interpreter (A0)', () => {
  describe('given a flow without steps', () => {
    it('ends the call at a dead end', () => {
      expect(runOf([flow('main', [], [])]).begin()).toEqual({ kind: 'ended', reason: 'dead-end' })
    })
  })

  describe('given a step this version does not know', () => {
    it('skips it by its default branch and says so in the trace', () => {
      const run = runOf([flow('main', [node('a', 'hologram', { depth: 3 }), node('b', 'hang-up')], [['a', '_', 'b']])])
      expect(run.begin()).toEqual({ kind: 'ended', reason: 'hung-up' })
      expect(run.trace).toContainEqual(
        expect.objectContaining({ kind: 'node-skipped', nodeId: 'a', why: 'unknown-module' }),
      )
    })
  })

  describe('given a step that is switched off', () => {
    it('skips it by its default branch', () => {
      const run = runOf([flow('main', [node('a', 'hang-up', {}, true), node('b', 'hang-up')], [['a', '_', 'b']])])
      run.begin()
      expect(pathOf(run.trace).map((step) => step.nodeId)).toEqual(['a', 'b'])
    })
  })

  describe('given settings that do not parse', () => {
    it('skips the step and names the setting', () => {
      const run = runOf([
        flow('main', [node('a', 'callflow', { callflowId: '../../etc' }), node('b', 'hang-up')], [['a', '_', 'b']]),
      ])
      expect(run.begin()).toEqual({ kind: 'ended', reason: 'hung-up' })
      const skipped = run.trace.find((event) => event.kind === 'node-skipped')
      expect(skipped).toMatchObject({ why: 'invalid-settings', message: expect.stringContaining('callflowId') })
    })
  })

  describe('given a callflow step', () => {
    it('runs the other flow and returns to its own default branch when that flow stops', () => {
      const main = flow(
        'main',
        [node('jump', 'callflow', { callflowId: 'other' }), node('after', 'hang-up')],
        [['jump', '_', 'after']],
      )
      const run = runOf([main, flow('other', [], [])])
      expect(run.begin()).toEqual({ kind: 'ended', reason: 'hung-up' })
      expect(run.trace).toContainEqual(
        expect.objectContaining({ kind: 'flow-returned', callflowId: 'other', to: 'main' }),
      )
    })

    it('goes on by the default branch when the other flow does not exist', () => {
      const run = runOf([
        flow('main', [node('jump', 'callflow', { callflowId: 'gone' }), node('b', 'hang-up')], [['jump', '_', 'b']]),
      ])
      expect(run.begin()).toEqual({ kind: 'ended', reason: 'hung-up' })
    })

    it('ends the call after 50 jumps when a flow re-runs itself (M58)', () => {
      const run = runOf([flow('main', [node('again', 'callflow', { callflowId: 'main' })], [])])
      expect(run.begin()).toMatchObject({ kind: 'ended', reason: 'jump-limit', message: expect.stringContaining('50') })
      expect(run.trace.filter((event) => event.kind === 'flow-entered')).toHaveLength(51)
    })
  })

  describe('given wires that loop without the caller doing anything', () => {
    it('ends the call at the step limit instead of running for ever', () => {
      const run = runOf([
        flow(
          'main',
          [node('a', 'hologram'), node('b', 'hologram')],
          [
            ['a', '_', 'b'],
            ['b', '_', 'a'],
          ],
        ),
      ])
      expect(run.begin()).toMatchObject({ kind: 'ended', reason: 'step-limit' })
    })
  })

  it('keeps the end: nothing after it changes the trace', () => {
    const run = runOf([flow('main', [node('a', 'hang-up')], [])])
    const ended = run.begin()
    const length = run.trace.length
    expect(run.resume({}, 10)).toBe(ended)
    expect(run.callerGone(20)).toBe(ended)
    expect(run.fail('late', 30)).toBe(ended)
    expect(run.trace).toHaveLength(length)
  })
})
