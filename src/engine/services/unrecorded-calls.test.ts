import { expect, it } from 'vitest'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import { UnrecordedCalls } from './unrecorded-calls.ts'

const start = (outcome: 'started' | 'failed' | 'no-space' | 'already-running'): TraceEvent => {
  return { atMs: 0, kind: 'result', nodeId: '', operation: 'start-recording', result: { outcome } }
}

it('calls that are not recorded are counted, and said once a minute', () => {
  let nowMs = 0
  const said: string[] = []
  const unrecorded = new UnrecordedCalls({ now: () => nowMs, say: (message) => said.push(message) })
  for (const outcome of ['started', 'already-running', 'failed', 'no-space'] as const)
    unrecorded.observe(start(outcome))
  unrecorded.observe({
    atMs: 0,
    kind: 'result',
    nodeId: '',
    operation: 'save-message',
    result: { outcome: 'no-space' },
  })
  expect(unrecorded.count).toBe(2)
  expect(said).toEqual([
    'a call that was to be recorded is not: the recording could not be started; call history says which',
  ])
  nowMs = 60_000
  unrecorded.observe(start('no-space'))
  expect(said[1]).toBe('a call that was to be recorded is not: the disk is short of room; call history says which')
})
