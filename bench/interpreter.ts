/**
 * Operations per second through the interpreter, tracing on, one core, over and over: a main line's whole path, whose steps read schedules, work
 * out caller IDs and pick phones; a colleague with three phones called by another, then the mailbox; and a long row of announcements, which shows
 * what the interpreter itself costs. Seconds are those of a core, the garbage collector's threads included.
 */
import { makeDocument } from '../src/callflow/design/document.ts'
import { snapshotOf } from '../src/callflow/design/snapshot.ts'
import { CallRun } from '../src/callflow/run/interpreter.ts'
import type { DriverOperation, OperationResult } from '../src/callflow/run/operation.ts'
import type { Caller } from '../src/callflow/run/script.ts'
import { record } from './record.ts'

const SECONDS = Number(process.argv[2] ?? 3)
const position = { x: 0, y: 0 }
const caller: Caller = { name: 'Bench', number: '+16045550100', origin: { kind: 'trunk' } }

const colleague: Caller = { name: '', number: '1002', origin: { kind: 'device', deviceId: 'other', userId: 'blair' } }

const step = (id: string, type: string, settings: Record<string, unknown>) => ({
  id,
  type,
  version: 1,
  label: '',
  disabled: false,
  settings,
  position,
})

const nodes = [
  step('hours', 'time-of-day', { routes: ['open'] }),
  step('tag', 'prepend', { namePrefix: 'GEN ' }),
  step('greeting', 'play-media', { mediaId: 'hello' }),
  step('menu', 'menu', { menuId: 'main' }),
  step('ring', 'ring-group', { members: [{ id: 'desk' }] }),
  step('box', 'voicemail', { mailboxId: 'general' }),
]
const announcements = Array.from({ length: 100 }, (_, index) =>
  step(`say-${index}`, 'play-media', { mediaId: 'hello' }),
)
const design = snapshotOf([
  makeDocument('account', { id: 'account', name: 'Bench' }),
  makeDocument('media', { id: 'hello', name: 'Hello' }),
  makeDocument('menu', { id: 'main', name: 'Main', greetingId: 'hello' }),
  makeDocument('device', { id: 'desk', name: 'Desk phone' }),
  makeDocument('mailbox', { id: 'general', name: 'General' }),
  makeDocument('schedule-rule', { id: 'open', name: 'Open', cycle: 'daily' }),
  makeDocument('user', { id: 'alex', name: 'Alex', extension: '1001' }),
  makeDocument('user', { id: 'blair', name: 'Blair', extension: '1002' }),
  ...['desk-1', 'desk-2', 'desk-3'].map((id) => makeDocument('device', { id, name: id, ownerId: 'alex' })),
  makeDocument('device', { id: 'other', name: 'Other', ownerId: 'blair' }),
  makeDocument('callflow', {
    id: 'extension',
    name: 'Alex',
    numbers: ['1001'],
    entry: 'ring',
    nodes: {
      ring: step('ring', 'user', { userId: 'alex' }),
      box: step('box', 'voicemail', { mailboxId: 'general' }),
    },
    wires: [{ from: 'ring', branch: '_', to: 'box' }],
  }),
  makeDocument('callflow', {
    id: 'announcements',
    name: 'Announcements',
    entry: 'say-0',
    nodes: Object.fromEntries(announcements.map((node) => [node.id, node])),
    wires: announcements.slice(1).map((node, index) => ({ from: `say-${index}`, branch: '_', to: node.id })),
  }),
  makeDocument('callflow', {
    id: 'flow',
    name: 'Bench',
    numbers: ['8000'],
    entry: 'hours',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: [
      { from: 'hours', branch: '_', to: 'tag' },
      { from: 'hours', branch: 'open', to: 'tag' },
      { from: 'tag', branch: '_', to: 'greeting' },
      { from: 'greeting', branch: '_', to: 'menu' },
      { from: 'menu', branch: '1', to: 'ring' },
      { from: 'ring', branch: '_', to: 'box' },
    ],
  }),
])

/** The plainest answer to each operation: keys 1, nobody answers, a message is left. */
function answerTo(operation: DriverOperation): OperationResult {
  switch (operation.kind) {
    case 'play':
      return { outcome: 'completed' }
    case 'collect':
      return { digits: '1' }
    case 'dial':
      return { outcome: 'failed', cause: 'no-answer' }
    case 'record':
      return { recordingId: 'r1', durationMs: 9_000, endedBy: 'caller-gone' }
    case 'read-mailbox':
      return { newMessages: 0, savedMessages: 0, isFull: false }
    case 'save-message':
      return { outcome: 'saved', messageId: 'm1' }
    case 'read-state':
      return { values: operation.keys.map(() => undefined) }
    case 'now':
      return { epochMs: 1_795_000_000_000 }
    case 'random':
      return { values: Array.from({ length: operation.count }, () => 0.5) }
    default:
      return {}
  }
}

function oneCall(callflowId: string): { operations: number; events: number } {
  const run = new CallRun({
    design,
    callflowId,
    dialled: '8000',
    caller: callflowId === 'extension' ? colleague : caller,
  })
  let operations = 0
  let current = run.begin(0)
  while (current.kind === 'perform') {
    operations++
    current = run.resume(answerTo(current.operation), operations)
  }
  if (current.reason === 'failed') throw new Error(current.message)
  return { operations, events: run.trace.length }
}

function measure(callflowId: string, callsAtOnce: number): Record<string, number> {
  for (let i = 0; i < callsAtOnce * 5; i++) oneCall(callflowId)
  let calls = 0
  let operations = 0
  let events = 0
  const startCpu = process.cpuUsage()
  const startMs = performance.now()
  while (performance.now() - startMs < SECONDS * 1_000) {
    for (let i = 0; i < callsAtOnce; i++) {
      const done = oneCall(callflowId)
      calls++
      operations += done.operations
      events += done.events
    }
  }
  const { user, system } = process.cpuUsage(startCpu)
  const coreSec = (user + system) / 1e6
  return {
    operationsPerSecond: Math.round(operations / coreSec),
    traceEventsPerSecond: Math.round(events / coreSec),
    callsPerSecond: Math.round(calls / coreSec),
    operationsPerCall: operations / calls,
  }
}

record('interpreter', {
  ...named('announcements', measure('announcements', 100)),
  ...named('main line', measure('flow', 1_000)),
  ...named('colleague', measure('extension', 1_000)),
})

function named(flow: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${flow}: ${key}`, value]))
}
